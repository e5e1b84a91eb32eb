import type { ClusterClock, ClusterTimer } from '../time/cluster-clock.ts'

/** One timer that is set again and again; setting it takes the earlier one back. */
export class Deadline {
  readonly #clock: ClusterClock
  #timer: ClusterTimer | undefined

  constructor(clock: ClusterClock) {
    this.#clock = clock
    this.#timer = undefined
  }

  set(delayMs: number, callback: () => void): void {
    this.cancel()
    this.#timer = this.#clock.setTimer(delayMs, () => {
      this.#timer = undefined
      callback()
    })
  }

  cancel(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }
}
