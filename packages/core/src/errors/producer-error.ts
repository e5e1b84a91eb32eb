/**
 * What went wrong, in one word that code may branch on. The documentation of each code, with what the caller can do, is
 * `docs/errors.md`.
 *
 * @public
 */
export type ProducerErrorCode =
  | 'INVALID_OPTION'
  | 'INVALID_RECORD'
  | 'RECORD_TOO_LARGE'
  | 'SERIALIZATION_FAILED'
  | 'PARTITIONER_FAILED'
  | 'UNKNOWN_TOPIC'
  | 'UNKNOWN_PARTITION'
  | 'BUFFER_EXHAUSTED'
  | 'DELIVERY_TIMEOUT'
  | 'ABORTED'
  | 'PRODUCER_CLOSED'
  | 'BROKERS_UNREACHABLE'
  | 'TLS_FAILED'
  | 'AUTHENTICATION_FAILED'
  | 'AUTHORIZATION_FAILED'
  | 'UNSUPPORTED_VERSION'
  | 'CODEC_MISSING'
  | 'COMPRESSION_FAILED'
  | 'BROKER_REJECTED'
  | 'PRODUCER_FENCED'
  | 'TRANSACTION_ABORTED'
  | 'COMMIT_OUTCOME_UNKNOWN'
  | 'NOT_SUPPORTED_YET'

/** What is known beside the code; a field that is left out takes the default that {@link ProducerError} documents. */
export interface ProducerErrorDetails {
  readonly retriable?: boolean
  readonly persisted?: 'no' | 'possibly'
  readonly topic?: string
  readonly partition?: number
  readonly attempts?: number
  readonly brokerError?: string
  readonly cause?: unknown
}

/**
 * The one error class of the producer. Branch on `code`, not on `instanceof` or `message`: two copies of this package may
 * be loaded at once, and messages are for people.
 *
 * @public
 */
export class ProducerError extends Error {
  override readonly name = 'ProducerError'
  readonly code: ProducerErrorCode
  /** Whether the same call may succeed later without a change to it. @default false */
  readonly retriable: boolean
  /**
   * Whether the record may be stored: `'no'`: certainly not; `'possibly'`: an attempt was sent and nobody knows. Sending a
   * record again after `'possibly'` can double it. @default 'no'
   */
  readonly persisted: 'no' | 'possibly'
  /** The topic concerned, when the failure concerns one. */
  readonly topic: string | undefined
  /** The partition concerned, when it was already chosen. */
  readonly partition: number | undefined
  /** How many times the record was sent to a broker. @default 0 */
  readonly attempts: number
  /** Kafka's name of the broker's answer, such as `NOT_LEADER_OR_FOLLOWER`, when a broker answered. */
  readonly brokerError: string | undefined

  constructor(code: ProducerErrorCode, message: string, details: ProducerErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.retriable = details.retriable ?? false
    this.persisted = details.persisted ?? 'no'
    this.topic = details.topic
    this.partition = details.partition
    this.attempts = details.attempts ?? 0
    this.brokerError = details.brokerError
  }
}
