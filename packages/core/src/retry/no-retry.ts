import type { RetryPolicy } from './retry-policy.ts'

/**
 * Gives up after the first failure, however short it was: for a caller that has its own retries, and for tests. Kafka:
 * `retries=0`.
 *
 * @public
 */
export function noRetry(): RetryPolicy {
  return NO_RETRY
}

const NO_RETRY: RetryPolicy = Object.freeze<RetryPolicy>({ delayMs: () => null })
