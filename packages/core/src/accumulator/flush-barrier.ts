/** Counts down the batches and waiting records that were there when a flush began. */
export class FlushBarrier {
  readonly #onPassed: () => void
  #left = 0
  /** Whether its flush has ended, however: nobody waits for it any more. */
  ended = false

  constructor(onPassed: () => void) {
    this.#onPassed = onPassed
  }

  get left(): number {
    return this.#left
  }

  add(): void {
    this.#left++
  }

  countDown(): void {
    this.#left--
    if (this.#left === 0) this.#onPassed()
  }
}
