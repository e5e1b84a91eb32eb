import type { ClusterClock, ClusterTimer } from './cluster-clock.ts'
import { type HeapTimer, TimerHeap } from './timer-heap.ts'

// Any moment does, as long as it is always the same: a run shall replay.
const DEFAULT_START = Date.UTC(2026, 0, 1)
const DEFAULT_LIMIT_MS = 3_600_000

/**
 * A clock that the test moves. Timers fire in the order of their time, those of the same time in the order in which they
 * were set, and every turn that was scheduled runs before time moves on.
 *
 * It fits the producer's `Clock` by shape, so that one clock can drive a producer and a cluster.
 *
 * @public
 */
export class ManualClock implements ClusterClock {
  readonly #startedAt: number
  readonly #timers = new TimerHeap()
  #turns: (() => void)[] = []
  #now = 0
  #holds = 0

  /** @param startedAt Wall-clock milliseconds since the epoch at which the clock begins. @default 2026-01-01T00:00:00Z */
  constructor(startedAt: number = DEFAULT_START) {
    this.#startedAt = startedAt
  }

  now(): number {
    return this.#now
  }

  wallTime(): number {
    return Math.floor(this.#startedAt + this.#now)
  }

  setTimer(delayMs: number, callback: () => void): ClusterTimer {
    const timer = this.#timers.add(this.#dueAt(delayMs), callback)
    return { cancel: () => this.#timers.remove(timer) }
  }

  scheduleTurn(callback: () => void): void {
    this.#turns.push(callback)
  }

  /** For the producer, whose clock has it: one more who wants the process to stay alive, or one less. */
  holdProcess(hold: boolean): void {
    this.#holds = Math.max(0, this.#holds + (hold ? 1 : -1))
  }

  /** Whether anybody wants the process to stay alive, by {@link ManualClock.holdProcess}. */
  get processHeld(): boolean {
    return this.#holds > 0
  }

  /** How many timers wait. */
  get pendingTimers(): number {
    return this.#timers.length
  }

  /** Moves time on by `ms` and runs everything that falls due; promises settle only after it returns. */
  advance(ms: number): void {
    const until = this.#now + ms
    this.#runTurns()
    for (let timer = this.#takeDue(until); timer !== undefined; timer = this.#takeDue(until)) {
      this.#now = timer.dueAt
      timer.callback()
      this.#runTurns()
    }
    this.#now = until
  }

  /**
   * Runs turns and timers, letting promises settle in between, until nothing is left to do.
   *
   * @param limitMs Stops after this much virtual time, because a timer that sets itself again never ends. @default one hour
   */
  async runUntilIdle(limitMs: number = DEFAULT_LIMIT_MS): Promise<void> {
    const until = this.#now + limitMs
    do await settlePromises()
    while (this.#runNext(until))
  }

  /**
   * Runs turns and timers until `promise` settles, and returns what it gives.
   *
   * @throws {Error} when it has not settled after `limitMs` of virtual time, or nothing is left that could settle it.
   */
  async runUntil<T>(promise: Promise<T>, limitMs: number = DEFAULT_LIMIT_MS): Promise<T> {
    const until = this.#now + limitMs
    let settled = false
    const settle = (): void => {
      settled = true
    }
    promise.then(settle, settle)
    let busy = true
    while (busy) {
      await settlePromises()
      if (settled) return promise
      busy = this.#runNext(until)
    }
    const why =
      this.pendingTimers > 0
        ? `which would take more than ${limitMs} ms`
        : 'and nothing is left to wait for'
    throw new Error(`Not settled at ${this.#now} ms of virtual time, ${why}`)
  }

  // A wait that is lost in rounding still takes time, as it does by any real clock: whoever waits for the rest of an interval
  // would wait without end.
  #dueAt(delayMs: number): number {
    const dueAt = this.#now + Math.max(delayMs, 0)
    return delayMs > 0 && dueAt === this.#now ? this.#now * (1 + Number.EPSILON) : dueAt
  }

  /** Does what is due now, or moves to the next timer; false when neither is there. */
  #runNext(until: number): boolean {
    if (this.#turns.length > 0) {
      this.#runTurns()
      return true
    }
    const timer = this.#takeDue(until)
    if (timer === undefined) return false
    this.#now = timer.dueAt
    timer.callback()
    return true
  }

  #takeDue(until: number): HeapTimer | undefined {
    const { first } = this.#timers
    if (first === undefined || first.dueAt > until) return undefined
    this.#timers.remove(first)
    return first
  }

  #runTurns(): void {
    while (this.#turns.length > 0) {
      const turns = this.#turns
      this.#turns = []
      for (const turn of turns) turn()
    }
  }
}

/** A real turn of the event loop: every promise reaction that is possible without I/O has run after it. */
function settlePromises(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
