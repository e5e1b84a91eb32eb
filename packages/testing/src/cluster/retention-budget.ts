/** A log that can give up its oldest data. */
export interface RetainedLog {
  /** Removes the batch that begins at `baseOffset` if it is still the log's oldest, and whatever is before it. */
  dropThrough(baseOffset: number): void
}

interface RetainedBatch {
  readonly log: RetainedLog
  readonly baseOffset: number
}

// Spent entries at the head of the queue are cut off when there are this many of them.
const COMPACT_AFTER = 1_024

/**
 * Bounds the bytes that all logs of the cluster hold together: when an append exceeds the bound, the batches that were
 * appended first go first, whatever partition they are in. The newest batch always stays.
 */
export class RetentionBudget {
  readonly #maxBytes: number
  #usedBytes = 0
  #batches: RetainedBatch[] = []
  #head = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Bytes of record batches held now. */
  get usedBytes(): number {
    return this.#usedBytes
  }

  /** Counts a batch that `log` has appended and drops old ones until the bound holds again. */
  added(log: RetainedLog, baseOffset: number, bytes: number): void {
    this.#usedBytes += bytes
    this.#batches.push({ log, baseOffset })
    while (this.#usedBytes > this.#maxBytes && this.#head < this.#batches.length - 1) {
      const oldest = this.#batches[this.#head++]
      oldest?.log.dropThrough(oldest.baseOffset)
    }
    if (this.#head > COMPACT_AFTER && this.#head * 2 > this.#batches.length) {
      this.#batches = this.#batches.slice(this.#head)
      this.#head = 0
    }
  }

  /** A log says that it holds `bytes` less, whether asked to by this budget or not. */
  released(bytes: number): void {
    this.#usedBytes -= bytes
  }
}
