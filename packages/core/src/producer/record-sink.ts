import type { ProducerError } from '../errors/producer-error.ts'
import type { DeliveryCallback } from '../record/delivery-callback.ts'
import { MAX_SETTLED_IN_TURN } from '../sender/max-settled-in-turn.ts'
import type { Clock } from '../time/clock.ts'
import { abortedError } from './refusals.ts'
import type { WaitOptions } from './wait-options.ts'

/** What a sink needs of a sender. */
export interface SinkSender<Sent> {
  trySend(record: Sent, callback: DeliveryCallback): boolean
  /** Resolves when there may be room again for a record that `trySend` did not take. */
  readyFor(record: Sent, options: WaitOptions): Promise<void>
}

type Done = (error?: Error | null) => void

/**
 * Takes records at the producer's pace: a write is done when its record is accepted, the whole when every record has settled. The
 * first failure ends it; what was accepted goes on and settles.
 */
export class RecordSink<Sent> {
  readonly #sender: SinkSender<Sent>
  readonly #clock: Clock
  readonly #onFailed: (error: ProducerError) => void
  readonly #closing = new AbortController()
  #unsettled = 0
  #takenInTurn = 0
  #whenSettled: Done | null = null

  constructor(sender: SinkSender<Sent>, clock: Clock, onFailed: (error: ProducerError) => void) {
    this.#sender = sender
    this.#clock = clock
    this.#onFailed = onFailed
  }

  /** Takes records in order, waiting for room where there is none, then calls back. */
  take(records: readonly Sent[], done: Done): void {
    for (const [index, record] of records.entries()) {
      // A source that never waits would keep the event loop, and with it the sender, from ever running.
      if (this.#takenInTurn >= MAX_SETTLED_IN_TURN) {
        this.#clock.scheduleTurn(() => this.#goOn(records.slice(index), done))
        return
      }
      if (!this.#sender.trySend(record, this.#settled)) {
        const { signal } = this.#closing
        const goOn = (): void => this.#goOn(records.slice(index), done)
        this.#sender.readyFor(record, { signal }).then(goOn, done)
        return
      }
      this.#takenInTurn++
      this.#unsettled++
    }
    done()
  }

  /** Calls back once every record that was taken has settled. */
  whenSettled(done: Done): void {
    if (this.#unsettled === 0) done()
    else this.#whenSettled = done
  }

  /** Takes nothing more, and no notice of what becomes of what was taken. */
  close(): void {
    this.#closing.abort()
    this.#whenSettled = null
  }

  #goOn(records: readonly Sent[], done: Done): void {
    const { signal } = this.#closing
    this.#takenInTurn = 0
    if (signal.aborted) done(abortedError(undefined, signal))
    else this.take(records, done)
  }

  // One function for all records. It is called after trySend has returned, never within.
  readonly #settled: DeliveryCallback = (error) => {
    this.#unsettled--
    if (this.#closing.signal.aborted) return
    if (error !== null) this.#onFailed(error)
    else if (this.#unsettled === 0) this.#whenSettled?.()
  }
}
