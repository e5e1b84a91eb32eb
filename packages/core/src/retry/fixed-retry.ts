import type { RetryPolicy } from './retry-policy.ts'

/**
 * Retries for as long as `deliveryTimeoutMs` allows, after the same wait each time: for a test, or where something else spreads
 * the load. Producers that one broker failed all come back at once with it.
 *
 * @param delayMs milliseconds before each further attempt, 0 or more
 * @throws {RangeError} when it is no such number
 * @public
 */
export function fixedRetry(delayMs: number): RetryPolicy {
  if (!(Number.isFinite(delayMs) && delayMs >= 0)) {
    throw new RangeError(`delayMs ${delayMs} is not a time of 0 or more`)
  }
  return Object.freeze<RetryPolicy>({ delayMs: () => delayMs })
}
