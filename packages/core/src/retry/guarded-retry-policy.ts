import type { Logger } from '../diagnostics/logger.ts'
import { ignoreRejection } from '../errors/ignore-rejection.ts'
import type { FailedAttempt, RetryPolicy } from './retry-policy.ts'

/**
 * A caller's retry policy that cannot hurt the producer: one that throws, or answers what is no time to wait, gives up, and no
 * wait is longer than a record may take in all.
 *
 * @param maxDelayMs `deliveryTimeoutMs`
 */
export function guardedRetryPolicy(
  policy: RetryPolicy,
  logger: Logger,
  maxDelayMs: number,
): RetryPolicy {
  return {
    delayMs(failure: FailedAttempt): number | null {
      let delayMs: unknown
      try {
        delayMs = policy.delayMs(failure)
      } catch (error) {
        logger.error('The retry policy threw; the batch is not tried again', { error })
        return null
      }
      if (delayMs === null) return null
      if (typeof delayMs === 'number' && Number.isFinite(delayMs) && delayMs >= 0) {
        return Math.min(delayMs, maxDelayMs)
      }
      ignoreRejection(delayMs)
      logger.error('The retry policy gave no delay; the batch is not tried again', { delayMs })
      return null
    },
  }
}
