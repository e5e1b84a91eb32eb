import type { ProducerError } from '../errors/producer-error.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'

/**
 * The promises of one batch's records. The batch has one promise of its own, and a record's is a reaction to it: the two
 * functions and the context that `new Promise` makes for each are not needed, which is half of what a record allocates.
 * Reactions run in the order in which they were added, which is send order.
 */
export class BatchPromises {
  /** What the promise of the record at that index becomes. */
  #outcomeOf: (index: number) => RecordMetadata | Promise<RecordMetadata>
  readonly #settled: Promise<void>
  readonly #settle: () => void
  /** Which record each promise is for, where others of the batch have none; null while the first ones have all. */
  #indexes: number[] | null = null
  #added = 0
  #told = 0

  constructor(metadataOf: (index: number) => RecordMetadata) {
    this.#outcomeOf = metadataOf
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#settled = promise
    this.#settle = resolve
  }

  /** A promise for the record at that index; to be asked for in the order of indexes. */
  add(index: number): Promise<RecordMetadata> {
    if (this.#indexes === null && index !== this.#added) {
      this.#indexes = Array.from({ length: this.#added }, (_, place) => place)
    }
    this.#indexes?.push(index)
    this.#added++
    return this.#settled.then(this.#tellNext)
  }

  acknowledge(): void {
    this.#settle()
  }

  fail(errorOf: (index: number) => ProducerError): void {
    this.#outcomeOf = (index) => {
      throw errorOf(index)
    }
    this.#settle()
  }

  /** Makes each promise wait for the one of its record in the part that carries it now: `first` has those before `cut`. */
  follow(first: BatchPromises, second: BatchPromises, cut: number): void {
    this.#outcomeOf = (index) => (index < cut ? first.add(index) : second.add(index - cut))
    this.#settle()
  }

  // One function for all promises of the batch, run once for each.
  readonly #tellNext = (): RecordMetadata | Promise<RecordMetadata> => {
    const place = this.#told++
    return this.#outcomeOf(this.#indexes === null ? place : (this.#indexes[place] as number))
  }
}
