/**
 * A stretch of time between two flushes, and how much of what began in it has not settled: batches and waiting records. Whoever
 * flushes waits for the end of the last one and of all before it.
 */
export class FlushPoint {
  /** Counts them in order of time. */
  readonly ordinal: number
  previous: FlushPoint | null
  next: FlushPoint | null = null
  readonly #onIdle: (point: FlushPoint) => void
  readonly #listeners = new Set<() => void>()
  #left = 0

  /** @param onIdle called when nothing is left of it, and when besides nobody listens any more */
  constructor(previous: FlushPoint | null, onIdle: (point: FlushPoint) => void) {
    this.ordinal = previous === null ? 0 : previous.ordinal + 1
    this.previous = previous
    this.#onIdle = onIdle
  }

  get left(): number {
    return this.#left
  }

  get isHeeded(): boolean {
    return this.#listeners.size > 0
  }

  /** Counts one thing more that has to settle first. */
  enter(): void {
    this.#left++
  }

  /** One of them has settled. */
  leave(): void {
    this.#left--
    if (this.#left === 0) this.#onIdle(this)
  }

  /** Has a function called once it has passed. */
  listen(listener: () => void): void {
    this.#listeners.add(listener)
  }

  ignore(listener: () => void): void {
    this.#listeners.delete(listener)
    if (this.#left === 0 && !this.isHeeded) this.#onIdle(this)
  }

  /** It and all before it have settled. */
  pass(): void {
    for (const listener of this.#listeners) listener()
  }
}
