import type { Clock } from './clock.ts'

/** Keeps the process alive while anything is pending, and only then: sockets and timers never do. */
export class ProcessHold {
  readonly #clock: Clock
  #pending = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  acquire(): void {
    if (this.#pending++ === 0) this.#clock.holdProcess(true)
  }

  release(): void {
    if (--this.#pending === 0) this.#clock.holdProcess(false)
  }
}
