import type { ClusterClock, ClusterTimer } from './cluster-clock.ts'

interface PendingTimer {
  readonly dueMs: number
  readonly callback: () => void
}

/** 2024-01-01T00:00:00Z: a fixed wall clock, so that a run can be repeated to the byte. */
const START_OF_WALL_TIME_MS = 1_704_067_200_000

/**
 * Time moved by the test: nothing happens until {@link advance} or {@link runUntilIdle} is called, and everything that is
 * due then happens within the call, in order of time.
 *
 * @public
 */
export class ManualClock implements ClusterClock {
  readonly #timers: Set<PendingTimer>
  #turns: (() => void)[]
  #nowMs: number
  #isHeld: boolean

  constructor() {
    this.#timers = new Set()
    this.#turns = []
    this.#nowMs = 0
    this.#isHeld = false
  }

  /** Timers that were set and have neither fired nor been cancelled. */
  get pendingTimers(): number {
    return this.#timers.size
  }

  /** Whether somebody asked to keep the process alive. */
  get isHeld(): boolean {
    return this.#isHeld
  }

  now(): number {
    return this.#nowMs
  }

  wallTime(): number {
    return START_OF_WALL_TIME_MS + Math.floor(this.#nowMs)
  }

  setTimer(delayMs: number, callback: () => void): ClusterTimer {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), callback }
    this.#timers.add(timer)
    return { cancel: () => this.#timers.delete(timer) }
  }

  scheduleTurn(callback: () => void): void {
    this.#turns.push(callback)
  }

  holdProcess(hold: boolean): void {
    this.#isHeld = hold
  }

  /** Moves time by `ms` milliseconds; runs every turn and every timer that comes due on the way. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms
    this.#runTurns()
    for (;;) {
      const next = this.#nextTimer()
      if (next === undefined || next.dueMs > endMs) break
      this.#fire(next)
    }
    this.#nowMs = endMs
  }

  /** Moves time until no timer and no turn is left. Something that sets its timer again and again never gets there. */
  runUntilIdle(): void {
    this.#runTurns()
    for (let next = this.#nextTimer(); next !== undefined; next = this.#nextTimer())
      this.#fire(next)
  }

  #fire(timer: PendingTimer): void {
    this.#timers.delete(timer)
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs)
    timer.callback()
    this.#runTurns()
  }

  /** The earliest timer; of those due at the same time the one that was set first. */
  #nextTimer(): PendingTimer | undefined {
    let earliest: PendingTimer | undefined
    for (const timer of this.#timers) {
      if (earliest === undefined || timer.dueMs < earliest.dueMs) earliest = timer
    }
    return earliest
  }

  #runTurns(): void {
    while (this.#turns.length > 0) {
      const turns = this.#turns
      this.#turns = []
      for (const turn of turns) turn()
    }
  }
}
