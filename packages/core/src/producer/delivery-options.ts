import type { RetryPolicy } from '../retry/retry-policy.ts'

/** What an acknowledgement means, and how long the producer tries to get one. @public */
export interface DeliveryOptions {
  /**
   * Who must have a record before it counts as sent: `'all'` in-sync replicas (−1 says the same), `1` the leader alone, `0`
   * nobody: it is written to a socket, its offset stays −1 and its loss goes unnoticed. Kafka: `acks`.
   * @default 'all'
   */
  readonly acks?: 'all' | -1 | 0 | 1 | undefined

  /**
   * Whether brokers drop the second copy of a retried batch and keep batches in order. Needs `acks: 'all'` and at most 5
   * requests in flight: anything else beside it is an error, except that it is off where it is left out and `acks` is 0 or 1, as
   * in Java. Kafka: `enable.idempotence`.
   * @default true
   */
  readonly enableIdempotence?: boolean | undefined

  /**
   * Requests to one broker that may wait for their answers at once, 1 or more. With idempotence at most 5 (more takes
   * `enableIdempotence: false`); without it, only 1 keeps records in order when one is retried. Kafka: `max.in.flight.requests.per.connection`.
   * @default 5
   */
  readonly maxInFlightRequests?: number | undefined

  /**
   * Milliseconds from the call to the end of every `send`, waiting and retries included, 1 or more. At least
   * `lingerMs + requestTimeoutMs`: of two that are set and conflict, neither is bent; of those left out, `requestTimeoutMs` is
   * lowered to fit, or this one raised. Kafka: `delivery.timeout.ms` (KIP-91).
   * @default 120000
   */
  readonly deliveryTimeoutMs?: number | undefined

  /**
   * Milliseconds that a broker may take to answer one request, 1 or more; then its connection is closed and the batch sent
   * again. Kafka: `request.timeout.ms`.
   * @default 30000
   */
  readonly requestTimeoutMs?: number | undefined

  /**
   * Milliseconds that a record may wait for its topic's metadata and for memory before it is refused, 0 or more; 0
   * refuses at once. Kafka: `max.block.ms`.
   * @default 60000
   */
  readonly maxBlockMs?: number | undefined

  /**
   * Milliseconds before the first retry, 0 or more; doubles with each further failure, ±20 %. Kafka: `retry.backoff.ms`
   * (KIP-580).
   * @default 100
   */
  readonly retryBackoffMs?: number | undefined

  /**
   * Milliseconds that the wait before a retry never exceeds, {@link DeliveryOptions.retryBackoffMs} or more. Kafka:
   * `retry.backoff.max.ms`.
   * @default 1000
   */
  readonly retryBackoffMaxMs?: number | undefined

  /**
   * Decides about each retry of a batch in place of the two options above, which still time the retries of metadata
   * requests. Kafka: `retries`, as far as there is one.
   * @default exponential backoff until `deliveryTimeoutMs`
   */
  readonly retryPolicy?: RetryPolicy | undefined
}
