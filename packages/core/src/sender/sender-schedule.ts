import type { Clock, Timer } from '../time/clock.ts'

/**
 * When the sender runs: once at the end of a turn in which anything woke it, however often, and when the earliest deadline
 * is due, at the end of that turn. It owns the only timer.
 */
export class SenderSchedule {
  readonly #clock: Clock
  readonly #run: () => void
  #scheduled = false
  #closed = false
  #timer: Timer | null = null
  #timerAtMs = Number.POSITIVE_INFINITY

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock
    this.#run = run
  }

  /** Runs at the end of this turn. */
  readonly wake = (): void => {
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    this.#clock.scheduleTurn(this.#runTurn)
  }

  /** Runs at that time at the latest; an earlier timer that is already set is kept, since a pass too many costs less than a timer. */
  wakeAt(atMs: number): void {
    if (atMs >= this.#timerAtMs || this.#closed) return
    this.#timer?.cancel()
    this.#timerAtMs = atMs
    this.#timer = this.#clock.setTimer(Math.max(0, atMs - this.#clock.now()), this.#timerFired)
  }

  close(): void {
    this.#closed = true
    this.#timer?.cancel()
  }

  readonly #runTurn = (): void => {
    this.#scheduled = false
    if (!this.#closed) this.#run()
  }

  readonly #timerFired = (): void => {
    this.#timer = null
    this.#timerAtMs = Number.POSITIVE_INFINITY
    // Not at once: after a turn that was blocked for long, timers fire before sockets are read, and the answer that saves a
    // batch from its deadline may already be here.
    this.wake()
  }
}
