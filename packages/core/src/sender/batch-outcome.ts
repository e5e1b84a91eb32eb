import { brokerErrorByCode } from '@headwater/protocol'
import { ProducerError } from '../errors/producer-error.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import { produceErrorRule } from './produce-error-rules.ts'

/** A broker's answer about one batch. */
export interface PartitionAnswer {
  readonly errorCode: number
  /** −1 when the broker does not tell. */
  readonly baseOffset: number
  /** −1 unless the topic stamps on append. */
  readonly logAppendTimeMs: number
  readonly errorMessage: string | null
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
  /** Whether the broker should have expected this very sequence; true without idempotence. */
  readonly isNextInSequence: boolean
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
  /** The partition's sequence is lost: it goes on under another epoch, and takes this batch along if that is safe. */
  | { readonly kind: 'sequence-lost'; readonly delayMs: number; readonly error: ProducerError }
  | { readonly kind: 'failed'; readonly error: ProducerError }

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
  if (rule.action === 'stored') {
    return { kind: 'acknowledged', baseOffset: -1, logAppendTimeMs: -1 }
  }
  const mayBeWritten = facts.mayBeWritten || rule.mayBeWritten
  const error = new ProducerError(rule.code, describeRefusal(name, answer, facts), {
    retriable,
    persisted: mayBeWritten ? 'possibly' : 'no',
    topic: facts.topic,
    partition: facts.partition,
    attempts: facts.attempts,
    brokerError: name,
  })
  if (rule.action === 'fail') return { kind: 'failed', error }
  if (rule.action !== 'sequence' || !facts.isNextInSequence) {
    return retryOutcome(error, facts, mayBeWritten, rule.action === 'refresh', policy)
  }
  const delayMs = policy.delayMs({ attempt: facts.attempts, elapsedMs: facts.elapsedMs, error })
  if (delayMs === null || facts.mayBeWritten) return { kind: 'failed', error }
  return { kind: 'sequence-lost', delayMs, error }
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
  return retryOutcome(error, facts, mayBeWritten, true, policy)
}

function retryOutcome(
  error: ProducerError,
  facts: BatchFacts,
  mayBeWritten: boolean,
  refreshMetadata: boolean,
  policy: RetryPolicy,
): BatchOutcome {
  const delayMs = policy.delayMs({ attempt: facts.attempts, elapsedMs: facts.elapsedMs, error })
  if (delayMs === null) return { kind: 'failed', error }
  const waitMs = facts.leaderMoved ? 0 : delayMs
  return { kind: 'retry', delayMs: waitMs, refreshMetadata, mayBeWritten, error }
}

function describeRefusal(name: string, answer: PartitionAnswer, facts: BatchFacts): string {
  const told = answer.errorMessage === null ? '' : `: ${answer.errorMessage}`
  const place = `${facts.topic}-${facts.partition}`
  return `The broker refused a batch of ${facts.recordCount} for ${place} with ${name}${told}`
}
