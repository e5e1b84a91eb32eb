import type { ProducerErrorCode } from '../errors/producer-error.ts'

/**
 * What an error of one partition in a Produce response calls for:
 * - `retry`, and `refresh` (retry once metadata was asked for again): the same bytes go to the same partition again;
 * - `split`: the batch is too large, and goes in halves if it can be cut;
 * - `stored`: the broker has the batch, from an attempt whose answer was lost;
 * - `sequence`: the broker's view of this producer's sequence, or of its epoch, differs from ours;
 * - `fail`: the records fail.
 */
export type ProduceErrorAction = 'retry' | 'refresh' | 'split' | 'stored' | 'sequence' | 'fail'

export interface ProduceErrorRule {
  readonly action: ProduceErrorAction
  /** Whether the batch may be in the log all the same. A leader can append and then lose its office before it answers. */
  readonly mayBeWritten: boolean
  /** The code that its records fail with when nothing helps any more. */
  readonly code: ProducerErrorCode
}

/**
 * Every error that a partition in a Produce answer can have, and those that a proxy in between has been seen to put there. Errors that
 * only coordinators, groups and transactions know (COORDINATOR_…, ILLEGAL_GENERATION, INVALID_TXN_STATE,
 * CONCURRENT_TRANSACTIONS, TRANSACTION_ABORTABLE…) have no row: here they are as unknown as an error of a later Kafka.
 *
 * NOT_LEADER_OR_FOLLOWER is never taken for a definite refusal. Most of them are, but with `acks: 'all'` a leader can append and
 * lose its office while it waits for the others. Apache Kafka's answer then has the base offset, and −1 when nothing was
 * appended; no text of the protocol promises that, so `'no'` is not built on it.
 */
const RULES: ReadonlyMap<string, ProduceErrorRule> = new Map(
  Object.entries({
    UNKNOWN_SERVER_ERROR: rule('fail', true),
    CORRUPT_MESSAGE: rule('retry', false),
    UNKNOWN_TOPIC_OR_PARTITION: rule('refresh', true, 'UNKNOWN_TOPIC'),
    LEADER_NOT_AVAILABLE: rule('refresh', true),
    NOT_LEADER_OR_FOLLOWER: rule('refresh', true),
    REQUEST_TIMED_OUT: rule('retry', true),
    REPLICA_NOT_AVAILABLE: rule('refresh', true),
    BROKER_NOT_AVAILABLE: rule('fail', true),
    MESSAGE_TOO_LARGE: rule('split', false, 'RECORD_TOO_LARGE'),
    NETWORK_EXCEPTION: rule('refresh', true),
    INVALID_TOPIC_EXCEPTION: rule('fail', false, 'UNKNOWN_TOPIC'),
    RECORD_LIST_TOO_LARGE: rule('split', false, 'RECORD_TOO_LARGE'),
    NOT_ENOUGH_REPLICAS: rule('retry', false),
    NOT_ENOUGH_REPLICAS_AFTER_APPEND: rule('retry', true),
    INVALID_REQUIRED_ACKS: rule('fail', false),
    TOPIC_AUTHORIZATION_FAILED: rule('fail', false, 'AUTHORIZATION_FAILED'),
    CLUSTER_AUTHORIZATION_FAILED: rule('fail', false, 'AUTHORIZATION_FAILED'),
    TRANSACTIONAL_ID_AUTHORIZATION_FAILED: rule('fail', false, 'AUTHORIZATION_FAILED'),
    INVALID_TIMESTAMP: rule('fail', false),
    UNSUPPORTED_VERSION: rule('fail', false, 'UNSUPPORTED_VERSION'),
    INVALID_REQUEST: rule('fail', false),
    UNSUPPORTED_FOR_MESSAGE_FORMAT: rule('fail', false),
    POLICY_VIOLATION: rule('fail', false),
    OUT_OF_ORDER_SEQUENCE_NUMBER: rule('sequence', false),
    DUPLICATE_SEQUENCE_NUMBER: rule('stored', true),
    INVALID_PRODUCER_EPOCH: rule('sequence', false),
    UNKNOWN_PRODUCER_ID: rule('sequence', false),
    KAFKA_STORAGE_ERROR: rule('refresh', true),
    LISTENER_NOT_FOUND: rule('refresh', false),
    FENCED_LEADER_EPOCH: rule('refresh', false),
    UNKNOWN_LEADER_EPOCH: rule('retry', false),
    UNSUPPORTED_COMPRESSION_TYPE: rule('fail', false),
    INVALID_RECORD: rule('fail', false),
    THROTTLING_QUOTA_EXCEEDED: rule('retry', false),
    PRODUCER_FENCED: rule('fail', false, 'PRODUCER_FENCED'),
    // Said by a broker that looked for the topic before it appended; one that lost it afterwards says UNKNOWN_TOPIC_OR_PARTITION.
    UNKNOWN_TOPIC_ID: rule('refresh', false, 'UNKNOWN_TOPIC'),
    INCONSISTENT_TOPIC_ID: rule('refresh', true, 'UNKNOWN_TOPIC'),
  } satisfies Record<string, ProduceErrorRule>),
)

/** Nothing is known of the error but whether Kafka calls it retriable. */
const UNKNOWN_RETRIABLE = rule('retry', true)
const UNKNOWN_FINAL = rule('fail', true)

/** The rule for an error by Kafka's name for it. */
export function produceErrorRule(name: string, retriable: boolean): ProduceErrorRule {
  return RULES.get(name) ?? (retriable ? UNKNOWN_RETRIABLE : UNKNOWN_FINAL)
}

function rule(
  action: ProduceErrorAction,
  mayBeWritten: boolean,
  code: ProducerErrorCode = 'BROKER_REJECTED',
): ProduceErrorRule {
  return Object.freeze({ action, mayBeWritten, code })
}
