/**
 * The partition that keyless records of one topic go to at present (KIP-794): it changes once a batch worth of bytes went there,
 * and only between batches, so that the bytes, not the records, spread evenly and batches fill.
 */
export class StickyPartition {
  readonly #batchSizeBytes: number
  readonly #choose: () => number
  #partition = -1
  #producedBytes = 0

  /** @param choose names the next partition; called once per move */
  constructor(batchSizeBytes: number, choose: () => number) {
    this.#batchSizeBytes = batchSizeBytes
    this.#choose = choose
  }

  /** The current partition; chosen when there is none yet, or it is gone. */
  current(partitionCount: number): number {
    if (this.#partition < 0 || this.#partition >= partitionCount) {
      this.#partition = this.#choose()
      this.#producedBytes = 0
    }
    return this.#partition
  }

  /**
   * Notes bytes that were appended to the current partition and moves on when it has had its share.
   *
   * @param batchIsOpen whether the batch they went to can still take more; leaving it half empty is put off, up to twice the share
   */
  appended(bytes: number, batchIsOpen: boolean): void {
    this.#producedBytes += bytes
    if (this.#producedBytes < this.#batchSizeBytes) return
    if (!batchIsOpen || this.#producedBytes >= 2 * this.#batchSizeBytes) this.#partition = -1
  }

  /** Leaves the current partition if it is not among those that have a leader while others are. */
  keepAvailable(available: readonly number[]): void {
    if (available.length > 0 && !available.includes(this.#partition)) this.#partition = -1
  }
}
