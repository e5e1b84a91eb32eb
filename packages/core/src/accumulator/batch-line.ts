import type { ProducerBatch } from './producer-batch.ts'

/**
 * Batches of one partition that are in the same place, in the order in which they were made. A batch is in one line at a time
 * and knows itself who stands behind it: with ten thousand partitions there are thirty thousand lines, most of them empty or
 * of one batch, and an array for each is made anew for every batch that passes through.
 */
export class BatchLine {
  #first: ProducerBatch | null = null
  #last: ProducerBatch | null = null
  #length = 0

  get length(): number {
    return this.#length
  }

  get first(): ProducerBatch | null {
    return this.#first
  }

  has(batch: ProducerBatch): boolean {
    return batch.line === this
  }

  /** Lets in a batch that is in no line, in its place. It mostly is the last. */
  add(batch: ProducerBatch): void {
    const last = this.#last
    const isLast = last === null || last.ordinal < batch.ordinal
    const ahead = isLast ? last : this.#ahead(batch)
    batch.line = this
    this.#length++
    if (ahead === null) {
      batch.behind = this.#first
      this.#first = batch
    } else {
      batch.behind = ahead.behind
      ahead.behind = batch
    }
    if (isLast) this.#last = batch
  }

  /** Takes out the first one; null when there is none. */
  shift(): ProducerBatch | null {
    const batch = this.#first
    if (batch !== null) this.remove(batch)
    return batch
  }

  /** Takes out a batch of this line, wherever it stands. */
  remove(batch: ProducerBatch): void {
    if (!this.has(batch)) throw new Error('A batch leaves the line that it is in')
    const ahead = batch === this.#first ? null : this.#ahead(batch)
    if (ahead === null) this.#first = batch.behind
    else ahead.behind = batch.behind
    if (batch === this.#last) this.#last = ahead
    this.#length--
    batch.line = null
    batch.behind = null
  }

  /** The first one that fits; null when none does. */
  find(fits: (batch: ProducerBatch) => boolean): ProducerBatch | null {
    let batch = this.#first
    while (batch !== null && !fits(batch)) batch = batch.behind
    return batch
  }

  /** Those that are in it now, for a walk during which it may change. */
  toArray(): ProducerBatch[] {
    const batches: ProducerBatch[] = []
    for (let batch = this.#first; batch !== null; batch = batch.behind) batches.push(batch)
    return batches
  }

  /** The last one that was made before that batch. */
  #ahead(batch: ProducerBatch): ProducerBatch | null {
    let ahead: ProducerBatch | null = null
    let next = this.#first
    while (next !== null && next.ordinal < batch.ordinal) {
      ahead = next
      next = next.behind
    }
    return ahead
  }
}
