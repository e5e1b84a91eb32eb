/** Kafka: `metrics.sample.window.ms` and `metrics.num.samples`, at their defaults. */
const WINDOW_MS = 30_000
const WINDOWS = 2

/**
 * One measured quantity: what it came to since the start, and over Java's windows, the last two of 30 seconds. A window
 * begins with the first value after the one before it was over, so no timer turns it; one that began a minute ago is left out.
 */
export class Meter {
  #total = 0
  #totalCount = 0
  #startMs = Number.NEGATIVE_INFINITY
  #sum = 0
  #count = 0
  #maximum = Number.NEGATIVE_INFINITY
  #previousStartMs = Number.NEGATIVE_INFINITY
  #previousSum = 0
  #previousCount = 0
  #previousMaximum = Number.NEGATIVE_INFINITY

  /** All that was ever added. */
  get total(): number {
    return this.#total
  }

  /** How many values were ever added. */
  get totalCount(): number {
    return this.#totalCount
  }

  add(value: number, nowMs: number): void {
    this.addMany(value, 1, value, nowMs)
  }

  /** Adds several values at once: their sum, how many they are, and the largest. */
  addMany(sum: number, count: number, maximum: number, nowMs: number): void {
    if (nowMs - this.#startMs >= WINDOW_MS) this.#beginWindow(nowMs)
    this.#total += sum
    this.#totalCount += count
    this.#sum += sum
    this.#count += count
    if (maximum > this.#maximum) this.#maximum = maximum
  }

  /** What was added per second of the windows. */
  sumPerSecond(nowMs: number): number {
    return this.#perSecond(this.#recentSum(nowMs), nowMs)
  }

  /** How many values were added per second of the windows. */
  countPerSecond(nowMs: number): number {
    return this.#perSecond(this.#recentCount(nowMs), nowMs)
  }

  /** The mean of the values in the windows; NaN when there are none. */
  average(nowMs: number): number {
    return this.#recentSum(nowMs) / this.#recentCount(nowMs)
  }

  /** The largest value in the windows; NaN when there are none. */
  maximum(nowMs: number): number {
    const current = isRecent(this.#startMs, nowMs) ? this.#maximum : Number.NEGATIVE_INFINITY
    const previous = isRecent(this.#previousStartMs, nowMs)
      ? this.#previousMaximum
      : Number.NEGATIVE_INFINITY
    const maximum = Math.max(current, previous)
    return maximum === Number.NEGATIVE_INFINITY ? Number.NaN : maximum
  }

  #beginWindow(nowMs: number): void {
    this.#previousStartMs = this.#startMs
    this.#previousSum = this.#sum
    this.#previousCount = this.#count
    this.#previousMaximum = this.#maximum
    this.#startMs = nowMs
    this.#sum = 0
    this.#count = 0
    this.#maximum = Number.NEGATIVE_INFINITY
  }

  #recentSum(nowMs: number): number {
    const current = isRecent(this.#startMs, nowMs) ? this.#sum : 0
    return current + (isRecent(this.#previousStartMs, nowMs) ? this.#previousSum : 0)
  }

  #recentCount(nowMs: number): number {
    const current = isRecent(this.#startMs, nowMs) ? this.#count : 0
    return current + (isRecent(this.#previousStartMs, nowMs) ? this.#previousCount : 0)
  }

  // As Java's Rate does: until a whole window is over, one is taken to have passed in silence before it. Without that, the
  // first record of a second would count as a thousand a second.
  #perSecond(amount: number, nowMs: number): number {
    if (amount === 0) return 0
    const sinceMs = isRecent(this.#previousStartMs, nowMs) ? this.#previousStartMs : this.#startMs
    const elapsedMs = nowMs - sinceMs
    return (amount * 1_000) / (elapsedMs < WINDOW_MS ? elapsedMs + WINDOW_MS : elapsedMs)
  }
}

function isRecent(startMs: number, nowMs: number): boolean {
  return nowMs - startMs < WINDOW_MS * WINDOWS
}
