import { types } from 'node:util'
import type { DeliveryEvents } from '../diagnostics/delivery-events.ts'
import type { Logger } from '../diagnostics/logger.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { DeliveryCallback } from '../record/delivery-callback.ts'
import type { EncodedRecord } from '../record/encoded-record.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'
import type { Clock } from '../time/clock.ts'

/** Gathers the outcomes of many records, each at its own index. */
export interface OutcomeCollector {
  settle(index: number, error: ProducerError | null, metadata: RecordMetadata | null): void
}

/**
 * Who waits for one record, in two slots rather than an object: a promise's two functions; a callback (or nobody) and null;
 * a collector and the record's index there.
 */
export type SettleTarget =
  | ((metadata: RecordMetadata) => void)
  | DeliveryCallback
  | OutcomeCollector
  | null
export type SettleDetail = ((error: ProducerError) => void) | number | null

export type ErrorObserver = (error: ProducerError, record: EncodedRecord | null) => void
export type DeliveryObserver = (metadata: RecordMetadata, record: EncodedRecord) => void

interface FailureReport {
  readonly target: SettleTarget
  readonly detail: SettleDetail
  readonly promise: Promise<unknown> | null
  readonly error: ProducerError
  readonly record: EncodedRecord | null
}

/**
 * Tells each record's outcome to whoever waits for it and to the producer-wide observers. What those throw, async ones
 * included, is logged and stops here. Failures that a caller's function is told of are told in a turn of their own: it may send
 * the record again, and must not do so in the middle of what is failing.
 */
export class DeliveryReporter {
  readonly events: DeliveryEvents
  readonly #onError: ErrorObserver | null
  readonly #onDelivery: DeliveryObserver | null
  readonly #clock: Clock
  readonly #logger: Logger
  #reports: FailureReport[] = []
  #whenReported: (() => void)[] = []

  constructor(
    onError: ErrorObserver | null,
    onDelivery: DeliveryObserver | null,
    clock: Clock,
    logger: Logger,
    events: DeliveryEvents,
  ) {
    this.events = events
    this.#onError = onError
    this.#onDelivery = onDelivery
    this.#clock = clock
    this.#logger = logger
  }

  /** Whether failures are observed: their promises must then be kept, to be marked as handled. */
  get observesErrors(): boolean {
    return this.#onError !== null
  }

  get observesDeliveries(): boolean {
    return this.#onDelivery !== null
  }

  acknowledge(target: SettleTarget, detail: SettleDetail, metadata: RecordMetadata): void {
    if (typeof detail === 'function') (target as (metadata: RecordMetadata) => void)(metadata)
    else if (typeof detail === 'number') {
      ;(target as OutcomeCollector).settle(detail, null, metadata)
    } else if (target !== null) this.#callBack(target as DeliveryCallback, null, metadata)
  }

  /** @param promise the promise that `detail` rejects, where {@link observesErrors} */
  fail(
    target: SettleTarget,
    detail: SettleDetail,
    promise: Promise<unknown> | null,
    error: ProducerError,
    record: EncodedRecord | null,
  ): void {
    if (this.#onError === null && detail !== null) {
      if (typeof detail === 'function') detail(error)
      else (target as OutcomeCollector).settle(detail, error, null)
      return
    }
    if (target === null && this.#onError === null) return
    this.#reports.push({ target, detail, promise, error, record })
    if (this.#reports.length === 1) this.#clock.scheduleTurn(() => this.#report())
  }

  /** Resolves when every failure so far has been told. */
  reported(): Promise<void> {
    if (this.#reports.length === 0) return Promise.resolve()
    return new Promise((resolve) => this.#whenReported.push(resolve))
  }

  delivered(metadata: RecordMetadata, record: EncodedRecord): void {
    try {
      this.#watch(this.#onDelivery?.(metadata, record), 'onDelivery threw')
    } catch (thrown) {
      this.#logger.error('onDelivery threw', { error: thrown })
    }
  }

  #report(): void {
    const reports = this.#reports
    const whenReported = this.#whenReported
    this.#reports = []
    this.#whenReported = []
    for (const report of reports) this.#tell(report)
    for (const resolve of whenReported) resolve()
  }

  #tell({ target, detail, promise, error, record }: FailureReport): void {
    if (this.#onError !== null) {
      // Reported here, so a rejection that nobody awaits is no unhandled one.
      promise?.catch(ignore)
      try {
        this.#watch(this.#onError(error, record), 'onError threw')
      } catch (thrown) {
        this.#logger.error('onError threw', { error: thrown })
      }
    }
    if (typeof detail === 'function') detail(error)
    else if (typeof detail === 'number') (target as OutcomeCollector).settle(detail, error, null)
    else if (target !== null) this.#callBack(target as DeliveryCallback, error, null)
  }

  #callBack(
    callback: DeliveryCallback,
    error: ProducerError | null,
    metadata: RecordMetadata | null,
  ): void {
    try {
      this.#watch(callback(error, metadata), CALLBACK_THREW)
    } catch (thrown) {
      this.#logger.error(CALLBACK_THREW, { error: thrown })
    }
  }

  /** An async function is none that anybody waits for, but what it throws stops here as well. */
  #watch(returned: unknown, message: string): void {
    if (returned === undefined || !types.isPromise(returned)) return
    returned.catch((thrown: unknown) => this.#logger.error(message, { error: thrown }))
  }
}

const CALLBACK_THREW = 'The callback of a trySend threw'

function ignore(): void {}
