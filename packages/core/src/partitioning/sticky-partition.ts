import type { Random } from '../time/random.ts'

/**
 * The partition that keyless records of one topic go to at present (KIP-794): it changes once a batch worth of bytes went there,
 * and only between batches, so that the bytes, not the records, spread evenly and batches fill.
 */
export class StickyPartition {
  readonly #batchSizeBytes: number
  readonly #random: Random
  #partition = -1
  #producedBytes = 0

  constructor(batchSizeBytes: number, random: Random) {
    this.#batchSizeBytes = batchSizeBytes
    this.#random = random
  }

  /**
   * The current partition; chosen at random when there is none yet.
   *
   * @param available partitions that have a leader; when none has, any of the `partitionCount` will do
   */
  current(available: readonly number[], partitionCount: number): number {
    if (this.#partition < 0 || this.#partition >= partitionCount) {
      this.#partition = this.#choose(available, partitionCount)
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

  #choose(available: readonly number[], partitionCount: number): number {
    const fraction = this.#random.next()
    if (available.length === 0) return Math.floor(fraction * partitionCount)
    return available[Math.floor(fraction * available.length)] as number
  }
}
