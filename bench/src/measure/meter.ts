import { percentile } from './percentile.ts'

/** Where the meter reads time from: wall time in ms and the CPU time of this process in µs, both only ever growing. */
export interface MeterClock {
  nowMs(): number
  cpuUs(): number
}

/** What one measured span has seen. */
export interface Measurement {
  /** Records that settled inside the span. */
  readonly records: number
  readonly elapsedMs: number
  /** User and system CPU time of the whole process. */
  readonly cpuUs: number
  /** Null when nothing was timed, which is so for a client that reports nothing. */
  readonly p50Ms: number | null
  readonly p99Ms: number | null
}

interface Span {
  readonly startedAtMs: number
  readonly startedAtCpuUs: number
  readonly settledBefore: number
}

export const SYSTEM_METER_CLOCK: MeterClock = Object.freeze({
  nowMs: () => performance.now(),
  cpuUs: () => {
    const usage = process.cpuUsage()
    return usage.user + usage.system
  },
})

/**
 * Counts settled records and keeps their latencies. A scenario sends from the first moment, and only what settles
 * between `begin` and `end` is reported: so the warm-up and the tail, where the window is not full, count for nothing.
 */
export class Meter {
  readonly #clock: MeterClock
  readonly #latenciesMs: number[] = []
  #settledCount = 0
  #span: Span | null = null
  #hasEnded = false

  constructor(clock: MeterClock) {
    this.#clock = clock
  }

  /** False once the measurement is over: time for a scenario to stop sending. */
  get isRunning(): boolean {
    return !this.#hasEnded
  }

  nowMs(): number {
    return this.#clock.nowMs()
  }

  /** Records that have settled from the first moment on, measured or not. */
  get settledCount(): number {
    return this.#settledCount
  }

  /** So many records have settled; their latency is not looked at. */
  countSettled(count: number): void {
    this.#settledCount += count
  }

  /** One record has settled that was sent at `sentAtMs`. */
  timeSettled(sentAtMs: number): void {
    this.#settledCount += 1
    if (this.#span !== null && !this.#hasEnded) {
      this.#latenciesMs.push(this.#clock.nowMs() - sentAtMs)
    }
  }

  /** The warm-up is over. */
  begin(): void {
    if (this.#span !== null) throw new Error('The measurement has already begun')
    this.#span = {
      startedAtMs: this.#clock.nowMs(),
      startedAtCpuUs: this.#clock.cpuUs(),
      settledBefore: this.#settledCount,
    }
  }

  /**
   * Ends the measured span.
   *
   * @throws {Error} when nothing settled in it: there is nothing to report.
   */
  end(): Measurement {
    if (this.#span === null || this.#hasEnded) throw new Error('No measurement is running')
    const elapsedMs = this.#clock.nowMs() - this.#span.startedAtMs
    const cpuUs = this.#clock.cpuUs() - this.#span.startedAtCpuUs
    const records = this.#settledCount - this.#span.settledBefore
    this.#hasEnded = true
    if (records === 0) throw new Error(`No record settled in ${Math.round(elapsedMs)} ms`)
    const sortedMs = Float64Array.from(this.#latenciesMs).sort()
    const isTimed = sortedMs.length > 0
    return {
      records,
      elapsedMs,
      cpuUs,
      p50Ms: isTimed ? percentile(sortedMs, 0.5) : null,
      p99Ms: isTimed ? percentile(sortedMs, 0.99) : null,
    }
  }
}
