/**
 * A stretch of time between two flushes, and how much of what began in it has not settled: batches and waiting records. Whoever
 * flushes waits for the end of the last one and of all before it.
 */
export class FlushPoint {
  /** Counts them in order of time. */
  readonly ordinal: number
  /** Called once it has passed. */
  readonly listeners = new Set<() => void>()
  next: FlushPoint | null = null
  readonly #onEmpty: () => void
  #left = 0

  constructor(ordinal: number, onEmpty: () => void) {
    this.ordinal = ordinal
    this.#onEmpty = onEmpty
  }

  get left(): number {
    return this.#left
  }

  /** Counts one thing more that has to settle first. */
  enter(): void {
    this.#left++
  }

  /** One of them has settled. */
  leave(): void {
    this.#left--
    if (this.#left === 0) this.#onEmpty()
  }
}
