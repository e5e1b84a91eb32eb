import type { Clock, Timer } from '../../src/time/clock.ts'

/** The cluster's clock as the client has it: what the client leaves behind can be told from what the cluster does. */
export class ClientClock implements Clock {
  /** Whether codecs may take their time; in virtual time, too. */
  readonly allowsBackgroundWork: boolean
  readonly #clock: Clock
  readonly #pending = new Set<object>()
  #held = false

  constructor(clock: Clock, allowsBackgroundWork: boolean) {
    this.allowsBackgroundWork = allowsBackgroundWork
    this.#clock = clock
  }

  /** How many of the client's timers wait. */
  get pendingTimers(): number {
    return this.#pending.size
  }

  /** Whether the client keeps the process alive. */
  get processHeld(): boolean {
    return this.#held
  }

  now(): number {
    return this.#clock.now()
  }

  wallTime(): number {
    return this.#clock.wallTime()
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    const timer = this.#clock.setTimer(delayMs, () => {
      this.#pending.delete(handle)
      callback()
    })
    const handle = {
      cancel: () => {
        this.#pending.delete(handle)
        timer.cancel()
      },
    }
    this.#pending.add(handle)
    return handle
  }

  scheduleTurn(callback: () => void): void {
    this.#clock.scheduleTurn(callback)
  }

  holdProcess(hold: boolean): void {
    this.#held = hold
    this.#clock.holdProcess(hold)
  }
}
