import type { OutcomeCollector } from '../accumulator/delivery-reporter.ts'
import { CALLBACK_OVERHEAD_BYTES } from '../accumulator/memory-budget.ts'
import type { Recipient } from '../accumulator/recipient.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'
import type { SettledRecord } from './producer.ts'

/** Gathers what became of each record of a `sendBatch`; one promise for all of them. */
export class OutcomeList implements OutcomeCollector {
  readonly promise: Promise<readonly SettledRecord[]>
  readonly #outcomes: SettledRecord[] = []
  #resolve: (outcomes: readonly SettledRecord[]) => void = () => {}
  #taken = 0
  #settled = 0
  #complete = false

  constructor() {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  /** Makes a place for one more record. */
  next(): Recipient {
    return {
      target: this,
      detail: this.#taken++,
      promise: null,
      overheadBytes: CALLBACK_OVERHEAD_BYTES,
    }
  }

  /** No more records follow. */
  complete(): void {
    this.#complete = true
    this.#resolveWhenSettled()
  }

  settle(index: number, error: ProducerError | null, metadata: RecordMetadata | null): void {
    if (error !== null) this.#outcomes[index] = { status: 'rejected', reason: error }
    else if (metadata !== null) this.#outcomes[index] = { status: 'fulfilled', value: metadata }
    this.#settled++
    this.#resolveWhenSettled()
  }

  #resolveWhenSettled(): void {
    if (this.#complete && this.#settled === this.#taken) this.#resolve(this.#outcomes)
  }
}
