import type { Random } from '../time/random.ts'
import { systemRandom } from '../time/system-random.ts'
import type { RetryPolicy } from './retry-policy.ts'

/** @public */
export interface ExponentialBackoffOptions {
  /** Milliseconds before the second attempt, 0 or more. Kafka: `retry.backoff.ms`. */
  readonly initialMs: number
  /** No wait is longer, in milliseconds, {@link ExponentialBackoffOptions.initialMs} or more. Kafka: `retry.backoff.max.ms`. */
  readonly maxMs: number
  /** How far a wait is moved at random, as a share of it, 0 to 1: 0.2 is ±20 %. @default 0.2 */
  readonly jitter?: number | undefined
  /** @default `Math.random` */
  readonly random?: Random | undefined
}

/**
 * Retries for as long as `deliveryTimeoutMs` allows, and waits twice as long after each failure, up to a limit; a jitter
 * keeps the producers that one broker failed from coming back at once (KIP-580).
 *
 * @throws {RangeError} when a number is out of its range.
 * @public
 */
export function exponentialBackoff(options: ExponentialBackoffOptions): RetryPolicy {
  const { initialMs, maxMs, jitter = 0.2, random = systemRandom } = options
  if (!(initialMs >= 0)) throw new RangeError(`initialMs ${initialMs} is below 0`)
  if (!(maxMs >= initialMs)) throw new RangeError(`maxMs ${maxMs} is below initialMs ${initialMs}`)
  if (!(jitter >= 0 && jitter <= 1)) throw new RangeError(`jitter ${jitter} is not within 0 to 1`)
  return Object.freeze<RetryPolicy>({
    delayMs({ attempt }) {
      const factor = 1 - jitter + 2 * jitter * random.next()
      // Limited before the jitter too: 2 ** attempt ends in Infinity, which times 0 is not a number.
      const delayMs = Math.min(initialMs * 2 ** Math.min(attempt - 1, MAX_DOUBLINGS), maxMs)
      return Math.min(delayMs * factor, maxMs)
    },
  })
}

const MAX_DOUBLINGS = 31
