import type { Clock, Timer } from './clock.ts'
import { holdProcess, letGoOfProcess } from './held-process.ts'

/** Node fires a longer timer at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** The process's own time and event loop. Timers leave no handle behind once they have fired or were cancelled. */
export function createSystemClock(): Clock {
  return Object.freeze<Clock>({
    allowsBackgroundWork: true,
    now: () => performance.now(),
    wallTime: () => Date.now(),
    setTimer: (delayMs, callback) => new SystemTimer(delayMs, callback),
    scheduleTurn: (callback) => {
      setImmediate(callback)
    },
    holdProcess: (hold) => {
      if (hold) holdProcess()
      else letGoOfProcess()
    },
  })
}

class SystemTimer implements Timer {
  readonly #dueAtMs: number
  readonly #callback: () => void
  #timeout: NodeJS.Timeout

  constructor(delayMs: number, callback: () => void) {
    this.#dueAtMs = performance.now() + delayMs
    this.#callback = callback
    this.#timeout = this.#wait(delayMs)
  }

  cancel(): void {
    clearTimeout(this.#timeout)
  }

  #wait(delayMs: number): NodeJS.Timeout {
    // Never negative: Node 24 warns of that, once per process, in the application's own log.
    const timeout = setTimeout(() => this.#fire(), Math.min(Math.max(delayMs, 0), MAX_TIMER_MS))
    return timeout.unref()
  }

  #fire(): void {
    // Node counts whole milliseconds from the start of the turn, so it may call up to a millisecond early; a deadline that
    // is checked then would not have passed yet.
    const remainingMs = this.#dueAtMs - performance.now()
    if (remainingMs > 0) this.#timeout = this.#wait(Math.ceil(remainingMs))
    else this.#callback()
  }
}
