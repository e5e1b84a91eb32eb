import type { ProducerError } from '../errors/producer-error.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'

/**
 * The promises of one batch's records. The batch has one promise of its own, and a record's is a reaction to it: the two
 * functions and the context that `new Promise` makes for each are not needed, which is half of what a record allocates.
 * Reactions run in the order in which they were added, which is send order.
 */
export class BatchPromises {
  readonly #metadataOf: (index: number) => RecordMetadata
  readonly #settled: Promise<void>
  #settle: () => void = () => {}
  /** Which record of the batch each promise is for; others of the batch may have callbacks. */
  readonly #indexes: number[] = []
  #told = 0
  #error: ProducerError | null = null

  constructor(metadataOf: (index: number) => RecordMetadata) {
    this.#metadataOf = metadataOf
    this.#settled = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  /** A promise for the record at that index; to be asked for in the order of indexes. */
  add(index: number): Promise<RecordMetadata> {
    this.#indexes.push(index)
    return this.#settled.then(this.#tellNext)
  }

  acknowledge(): void {
    this.#settle()
  }

  fail(error: ProducerError): void {
    this.#error = error
    this.#settle()
  }

  // One function for all promises of the batch, run once for each.
  readonly #tellNext = (): RecordMetadata => {
    const index = this.#indexes[this.#told++] as number
    if (this.#error !== null) throw this.#error
    return this.#metadataOf(index)
  }
}
