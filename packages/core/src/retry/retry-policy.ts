import type { ProducerError } from '../errors/producer-error.ts'

/** One failed attempt, as a policy sees it. @public */
export interface FailedAttempt {
  /** How many attempts have failed, this one included: 1 or more. */
  readonly attempt: number
  /** Milliseconds since the batch was opened. */
  readonly elapsedMs: number
  /** Why this attempt failed; always a retriable failure. */
  readonly error: ProducerError
}

/**
 * Decides whether and when a batch is sent again after a retriable failure. Asked once per failed batch, not per record.
 * `deliveryTimeoutMs` bounds every policy.
 *
 * @public
 */
export interface RetryPolicy {
  /**
   * @returns milliseconds to wait before the next attempt, 0 or more; `null` to give up and reject the records. One that throws,
   *   or answers anything else, gives up and is logged.
   */
  delayMs(failure: FailedAttempt): number | null
}
