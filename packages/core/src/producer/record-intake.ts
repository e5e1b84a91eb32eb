import type { DeliveryReporter } from '../accumulator/delivery-reporter.ts'
import { CALLBACK_OVERHEAD_BYTES, PROMISE_OVERHEAD_BYTES } from '../accumulator/memory-budget.ts'
import type { PendingRecord } from '../accumulator/pending-record.ts'
import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import type { Recipient } from '../accumulator/recipient.ts'
import type { TopicQueues } from '../accumulator/topic-queues.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { DeliveryCallback } from '../record/delivery-callback.ts'
import type { TopicRecord } from '../record/producer-record.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'
import { checkSignal } from './check-signal.ts'
import { promisedRecipient } from './promised-recipient.ts'
import type { RecordAdmission } from './record-admission.ts'
import type { RecordAppender } from './record-appender.ts'
import type { RecordForm } from './record-form.ts'
import type { RecordSerialization } from './record-serialization.ts'
import { closedError, refusalError } from './refusals.ts'
import type { TopicState } from './topic-state.ts'

/**
 * Takes records from callers: checks, serializes, chooses the partition and appends, all in the caller's turn. What must wait
 * is handed to admission as a copy.
 */
export class RecordIntake {
  readonly #admission: RecordAdmission
  readonly #appender: RecordAppender
  readonly #serialization: RecordSerialization
  readonly #reporter: DeliveryReporter
  #closed = false

  constructor(
    admission: RecordAdmission,
    appender: RecordAppender,
    serialization: RecordSerialization,
    reporter: DeliveryReporter,
  ) {
    this.#admission = admission
    this.#appender = appender
    this.#serialization = serialization
    this.#reporter = reporter
  }

  /** @throws ProducerError `PRODUCER_CLOSED` */
  requireOpen(topic?: string): void {
    if (this.#closed) throw closedError(topic)
  }

  /** Refuses every record from now on. */
  close(): void {
    this.#closed = true
  }

  /**
   * Takes one record for a promise of where it lands. A record that goes straight into a batch shares the batch's one promise
   * and costs a reaction to it; only one that waits, or that `onError` observes, has a promise with functions of its own.
   */
  send<Key, Value>(
    topic: TopicState,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
    signal: AbortSignal | undefined,
  ): Promise<RecordMetadata> {
    try {
      if (this.#reporter.observesErrors) {
        const recipient = promisedRecipient()
        this.take(topic, record, form, recipient, signal)
        return recipient.promise
      }
      const pending = this.#serialize(topic, record, form, signal)
      addressToBatch(pending, null, PROMISE_OVERHEAD_BYTES)
      const batch = this.#append(topic, pending)
      if (batch !== null) return batch.promiseOfLast()
      const recipient = promisedRecipient()
      pending.address(recipient)
      this.#admission.wait(topic, pending, signal)
      return recipient.promise
    } catch (thrown) {
      return Promise.reject(this.#refusal(topic.queues, topic.name, thrown))
    }
  }

  /**
   * Takes one record that may not wait.
   *
   * @returns false when it would have to: then nothing was taken and nobody is told
   */
  trySend<Key, Value>(
    topic: TopicState,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
    callback: DeliveryCallback | null,
  ): boolean {
    try {
      const pending = this.#serialize(topic, record, form, undefined)
      addressToBatch(pending, callback, CALLBACK_OVERHEAD_BYTES)
      if (this.#append(topic, pending) !== null) return true
      if (this.#admission.namesUnknownPartition(topic, pending)) {
        throw this.#admission.refusePartition(topic, pending.partition)
      }
      this.#admission.refused(topic, pending)
      return false
    } catch (thrown) {
      this.#tell(callbackRecipient(callback), this.#refusal(topic.queues, topic.name, thrown))
      return true
    }
  }

  /** Takes one record, which may wait. Its outcome, refusal included, is told to the recipient. */
  take<Key, Value>(
    topic: TopicState,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
    recipient: Recipient,
    signal: AbortSignal | undefined,
  ): void {
    try {
      const pending = this.#serialize(topic, record, form, signal)
      pending.address(recipient)
      if (this.#append(topic, pending) === null) this.#admission.wait(topic, pending, signal)
    } catch (thrown) {
      this.#tell(recipient, this.#refusal(topic.queues, topic.name, thrown))
    }
  }

  /** Tells that a record was refused before its topic was known to be one. */
  refuse(topic: string, recipient: Recipient, thrown: unknown): void {
    this.#tell(recipient, this.#refusal(null, topic, thrown))
  }

  /** The same for one that came through {@link trySend}. */
  refuseTried(topic: string, callback: DeliveryCallback | null, thrown: unknown): void {
    this.refuse(topic, callbackRecipient(callback), thrown)
  }

  #refusal(topic: TopicQueues | null, name: string, thrown: unknown): ProducerError {
    const error = refusalError(name, thrown)
    this.#reporter.events.recordRefused(topic, name, error)
    return error
  }

  #tell({ target, detail, promise }: Recipient, error: ProducerError): void {
    this.#reporter.fail(target, detail, promise, error, null)
  }

  #serialize<Key, Value>(
    topic: TopicState,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
    signal: AbortSignal | undefined,
  ): PendingRecord {
    this.requireOpen(topic.name)
    checkSignal(signal, topic.name)
    return this.#serialization.serialize(topic.name, record, form)
  }

  /** @returns the batch; null when the record must wait, or the partition that it names is not known */
  #append(topic: TopicState, pending: PendingRecord): ProducerBatch | null {
    if (this.#admission.mustWait(topic)) return null
    this.#appender.fixPartition(topic, pending)
    return this.#appender.append(topic, pending)
  }
}

/** Without an object, for the way of most records: a callback or nobody, or the batch's own promise. */
function addressToBatch(
  pending: PendingRecord,
  callback: DeliveryCallback | null,
  overheadBytes: number,
): void {
  pending.target = callback
  pending.detail = null
  pending.promise = null
  pending.overheadBytes = overheadBytes
}

function callbackRecipient(callback: DeliveryCallback | null): Recipient {
  return {
    target: callback,
    detail: null,
    promise: null,
    overheadBytes: CALLBACK_OVERHEAD_BYTES,
  }
}
