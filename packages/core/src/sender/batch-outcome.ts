import { brokerErrorByCode } from '@headwater/protocol'
import { ProducerError } from '../errors/producer-error.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import { produceErrorRule } from './produce-error-rules.ts'
import { type Refusal, refusalOf } from './refusal.ts'

/** A broker's answer about one batch. */
export interface PartitionAnswer {
  readonly errorCode: number
  /** −1 when the broker does not tell. */
  readonly baseOffset: number
  /** −1 unless the topic stamps on append. */
  readonly logAppendTimeMs: number
  /** The first offset that the log still has; −1 when the broker does not tell. */
  readonly logStartOffset: number
  readonly errorMessage: string | null
  /** Which records of the batch were to blame (KIP-467); empty when the broker does not tell. */
  readonly recordErrors: readonly RecordError[]
}

/** What a broker said about one record of a refused batch. */
export interface RecordError {
  /** Counted from 0 in the batch. */
  readonly index: number
  readonly message: string | null
}

/** What the decision depends on beside the answer. */
export interface BatchFacts {
  readonly topic: string
  readonly partition: number
  readonly recordCount: number
  readonly attempts: number
  readonly elapsedMs: number
  /** Whether an earlier attempt may have been written. */
  readonly mayBeWritten: boolean
  /** Whether another broker leads the partition now, which need not be given time. */
  readonly leaderMoved: boolean
  /** Whether the broker should have expected this very sequence: nothing older is unanswered. True without idempotence. */
  readonly isNextInSequence: boolean
  /** The highest offset that this partition has acknowledged under the batch's identity; −1 when none. */
  readonly lastOffset: number
  /** Kafka's name of what the broker said about the attempt before; null when nothing. */
  readonly lastBrokerError: string | null
}

/** What becomes of a batch after an attempt. */
export type BatchOutcome =
  | {
      readonly kind: 'acknowledged'
      readonly baseOffset: number
      readonly logAppendTimeMs: number
    }
  | {
      readonly kind: 'retry'
      readonly delayMs: number
      readonly refreshMetadata: boolean
      readonly mayBeWritten: boolean
      readonly error: ProducerError
    }
  /** The partition's sequence is lost: it goes on under another epoch or id, and takes this batch along. */
  | {
      readonly kind: 'sequence-lost'
      readonly delayMs: number
      /** Whether the broker misses something that it has acknowledged, rather than having forgotten it in due course. */
      readonly unexpected: boolean
      readonly error: ProducerError
    }
  /** Too large as a whole, and certainly not written: its halves go at once. */
  | { readonly kind: 'split' }
  | {
      readonly kind: 'failed'
      readonly error: ProducerError
      /** The errors of those records that have one of their own, by index in the batch. */
      readonly culprits: ReadonlyMap<number, ProducerError> | null
      /** Whether the broker is not the one to ask: what is not tried again makes others fail, too, until the leader is known. */
      readonly refreshMetadata: boolean
    }

/** Decides about a batch that a broker answered. Pure: the same answer and facts give the same outcome. */
export function decideOutcome(
  answer: PartitionAnswer,
  facts: BatchFacts,
  policy: RetryPolicy,
): BatchOutcome {
  const { baseOffset, logAppendTimeMs } = answer
  if (answer.errorCode === 0) return { kind: 'acknowledged', baseOffset, logAppendTimeMs }
  const { name, retriable } = brokerErrorByCode(answer.errorCode)
  const rule = produceErrorRule(name, retriable)
  if (rule.action === 'stored' && facts.mayBeWritten) return STORED_EARLIER
  const mayBeWritten = facts.mayBeWritten || rule.mayBeWritten
  const refusal = refusalOf(name, retriable, rule, answer, facts)
  switch (rule.action) {
    case 'split':
      return facts.recordCount > 1 && !mayBeWritten ? { kind: 'split' } : failed(refusal)
    case 'sequence':
      return sequenceOutcome(refusal, answer, facts, policy)
    case 'retry':
    case 'refresh':
      return retryOutcome(refusal, facts, mayBeWritten, rule.action === 'refresh', policy)
    // `stored` too: nothing of this batch can have been written before, so what the broker has under this sequence is
    // something else. The two accounts contradict each other, and neither is taken for the truth.
    case 'stored':
    case 'fail':
      return failed(refusal)
    default:
      return rule.action satisfies never
  }
}

/** Decides about a batch whose request was not answered: the connection broke, or the answer lacked or garbled it. */
export function decideUnanswered(
  failure: ProducerError,
  facts: BatchFacts,
  policy: RetryPolicy,
): BatchOutcome {
  const mayBeWritten = facts.mayBeWritten || failure.persisted === 'possibly'
  const error = new ProducerError(failure.code, failure.message, {
    retriable: failure.retriable,
    persisted: mayBeWritten ? 'possibly' : 'no',
    topic: facts.topic,
    partition: facts.partition,
    attempts: facts.attempts,
    cause: failure,
  })
  return retryOutcome({ error, culprits: null }, facts, mayBeWritten, true, policy)
}

const STORED_EARLIER: BatchOutcome = Object.freeze({
  kind: 'acknowledged',
  baseOffset: -1,
  logAppendTimeMs: -1,
})

function failed({ error, culprits }: Refusal, refreshMetadata = false): BatchOutcome {
  return { kind: 'failed', error, culprits, refreshMetadata }
}

function sequenceOutcome(
  refusal: Refusal,
  answer: PartitionAnswer,
  facts: BatchFacts,
  policy: RetryPolicy,
): BatchOutcome {
  const { error } = refusal
  const { attempts, elapsedMs, mayBeWritten } = facts
  const delayMs = policy.delayMs({ attempt: attempts, elapsedMs, error })
  if (delayMs === null) return failed(refusal)
  if (!facts.isNextInSequence) {
    // The shadow of an older batch: it goes when that one is through, not after a time of its own.
    return { kind: 'retry', delayMs: 0, refreshMetadata: false, mayBeWritten, error }
  }
  const forgotten = error.brokerError === 'UNKNOWN_PRODUCER_ID'
  if (forgotten && answer.logStartOffset < 0 && facts.lastBrokerError !== error.brokerError) {
    // Asked once more where the log starts; what a broker does not tell twice it will not tell.
    return { kind: 'retry', delayMs, refreshMetadata: false, mayBeWritten, error }
  }
  if (mayBeWritten) return failed(refusal)
  // Retention takes what a broker knows of a producer along with the records of it (KIP-360).
  const outlived = forgotten && answer.logStartOffset > facts.lastOffset
  // Another producer uses our id: that its epoch is later than ours says nothing of what is stored.
  const expected = outlived || error.brokerError === 'INVALID_PRODUCER_EPOCH'
  return { kind: 'sequence-lost', delayMs, unexpected: !expected, error }
}

function retryOutcome(
  refusal: Refusal,
  facts: BatchFacts,
  mayBeWritten: boolean,
  refreshMetadata: boolean,
  policy: RetryPolicy,
): BatchOutcome {
  const { error } = refusal
  const { attempts, elapsedMs } = facts
  const delayMs = policy.delayMs({ attempt: attempts, elapsedMs, error })
  if (delayMs === null) return failed(refusal, refreshMetadata)
  const waitMs = facts.leaderMoved ? 0 : delayMs
  return { kind: 'retry', delayMs: waitMs, refreshMetadata, mayBeWritten, error }
}
