import type { SettleDetail, SettleTarget } from './delivery-reporter.ts'

/**
 * Who waits for the records of one batch that do not share its promise, in the order of the records: two slots of one array for
 * each, and nothing else for the first ones of a batch, which mostly is all of them.
 */
export class BatchSettlers {
  readonly #slots: (SettleTarget | SettleDetail)[] = []
  /** Which record each is for, where others of the batch have none; null while the first ones have all. */
  #indexes: number[] | null = null
  readonly #promises: (Promise<unknown> | null)[] | null

  /** @param keepPromises whether the promises are kept that they settle: `onError` marks them as handled */
  constructor(keepPromises: boolean) {
    this.#promises = keepPromises ? [] : null
  }

  get count(): number {
    return this.#slots.length / 2
  }

  /** Adds who waits for the record at that index; in the order of indexes. */
  add(
    index: number,
    target: SettleTarget,
    detail: SettleDetail,
    promise: Promise<unknown> | null,
  ): void {
    const { count } = this
    if (this.#indexes === null && index !== count) {
      this.#indexes = Array.from({ length: count }, (_, place) => place)
    }
    this.#indexes?.push(index)
    this.#slots.push(target, detail)
    this.#promises?.push(promise)
  }

  /** The index of the record that the one at that place waits for. */
  indexAt(place: number): number {
    return this.#indexes === null ? place : (this.#indexes[place] as number)
  }

  targetAt(place: number): SettleTarget {
    return this.#slots[place * 2] as SettleTarget
  }

  detailAt(place: number): SettleDetail {
    return this.#slots[place * 2 + 1] as SettleDetail
  }

  promiseAt(place: number): Promise<unknown> | null {
    return this.#promises?.[place] ?? null
  }

  /** Forgets everyone. */
  clear(): void {
    this.#slots.length = 0
    if (this.#promises !== null) this.#promises.length = 0
  }

  /** Hands everyone over to the two parts of the batch: `first` has the records before `cut`. */
  handOver(first: BatchSettlers, second: BatchSettlers, cut: number): void {
    for (let place = 0; place < this.count; place++) {
      const index = this.indexAt(place)
      const [part, from] = index < cut ? [first, 0] : [second, cut]
      part.add(index - from, this.targetAt(place), this.detailAt(place), this.promiseAt(place))
    }
  }
}
