import { BROKER_ERRORS } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { ProducerError } from '../errors/producer-error.ts'
import { noRetry } from '../retry/no-retry.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import { type BatchFacts, decideOutcome, decideUnanswered } from './batch-outcome.ts'

const inAMoment: RetryPolicy = { delayMs: () => 100 }
const facts: BatchFacts = {
  topic: 't',
  partition: 2,
  recordCount: 10,
  attempts: 1,
  elapsedMs: 5,
  mayBeWritten: false,
  leaderMoved: false,
  isNextInSequence: true,
}
const codeOf = (name: string): number =>
  BROKER_ERRORS.find((error) => error.name === name)?.code ?? Number.NaN
const answer = (name: string) => ({
  errorCode: codeOf(name),
  baseOffset: -1,
  logAppendTimeMs: -1,
  errorMessage: null,
})

describe('the outcome of a batch', () => {
  it('is an acknowledgement without an error', () => {
    const stored = { errorCode: 0, baseOffset: 7, logAppendTimeMs: 12, errorMessage: null }

    expect(decideOutcome(stored, facts, inAMoment)).toEqual({
      kind: 'acknowledged',
      baseOffset: 7,
      logAppendTimeMs: 12,
    })
  })

  it.each([
    ['CORRUPT_MESSAGE', false, false],
    ['UNKNOWN_TOPIC_OR_PARTITION', true, true],
    ['LEADER_NOT_AVAILABLE', true, true],
    ['NOT_LEADER_OR_FOLLOWER', true, true],
    ['REQUEST_TIMED_OUT', false, true],
    ['REPLICA_NOT_AVAILABLE', true, true],
    ['NETWORK_EXCEPTION', true, true],
    ['NOT_ENOUGH_REPLICAS', false, false],
    ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', false, true],
    ['KAFKA_STORAGE_ERROR', true, true],
    ['LISTENER_NOT_FOUND', true, false],
    ['FENCED_LEADER_EPOCH', true, false],
    ['UNKNOWN_LEADER_EPOCH', false, false],
    ['THROTTLING_QUOTA_EXCEEDED', false, false],
    ['UNKNOWN_TOPIC_ID', true, true],
    ['INCONSISTENT_TOPIC_ID', true, true],
  ])('is another attempt after %s', (name, refreshMetadata, mayBeWritten) => {
    const outcome = decideOutcome(answer(name), facts, inAMoment)

    expect(outcome).toMatchObject({ kind: 'retry', delayMs: 100, refreshMetadata, mayBeWritten })
  })

  it.each([
    ['UNKNOWN_SERVER_ERROR', 'BROKER_REJECTED', 'possibly'],
    ['MESSAGE_TOO_LARGE', 'RECORD_TOO_LARGE', 'no'],
    ['RECORD_LIST_TOO_LARGE', 'RECORD_TOO_LARGE', 'no'],
    ['INVALID_TOPIC_EXCEPTION', 'UNKNOWN_TOPIC', 'no'],
    ['INVALID_REQUIRED_ACKS', 'BROKER_REJECTED', 'no'],
    ['TOPIC_AUTHORIZATION_FAILED', 'AUTHORIZATION_FAILED', 'no'],
    ['CLUSTER_AUTHORIZATION_FAILED', 'AUTHORIZATION_FAILED', 'no'],
    ['INVALID_TIMESTAMP', 'BROKER_REJECTED', 'no'],
    ['INVALID_RECORD', 'BROKER_REJECTED', 'no'],
    ['POLICY_VIOLATION', 'BROKER_REJECTED', 'no'],
    ['UNSUPPORTED_VERSION', 'UNSUPPORTED_VERSION', 'no'],
    ['PRODUCER_FENCED', 'PRODUCER_FENCED', 'no'],
  ])('is a failure after %s', (name, code, persisted) => {
    const outcome = decideOutcome(answer(name), facts, inAMoment)

    expect(outcome).toMatchObject({ kind: 'failed', error: { code, persisted, brokerError: name } })
  })

  it('counts a duplicate as stored, at an offset that nobody tells', () => {
    expect(decideOutcome(answer('DUPLICATE_SEQUENCE_NUMBER'), facts, inAMoment)).toEqual({
      kind: 'acknowledged',
      baseOffset: -1,
      logAppendTimeMs: -1,
    })
  })

  it('takes a sequence error behind an unanswered batch for its shadow, and only tries again', () => {
    const behind = { ...facts, isNextInSequence: false }

    expect(decideOutcome(answer('OUT_OF_ORDER_SEQUENCE_NUMBER'), behind, inAMoment)).toMatchObject({
      kind: 'retry',
      refreshMetadata: false,
      mayBeWritten: false,
    })
  })

  it.each(['OUT_OF_ORDER_SEQUENCE_NUMBER', 'UNKNOWN_PRODUCER_ID', 'INVALID_PRODUCER_EPOCH'])(
    'is a lost sequence when %s meets the next in line',
    (name) => {
      expect(decideOutcome(answer(name), facts, inAMoment)).toMatchObject({ kind: 'sequence-lost' })
    },
  )

  it('never stamps anew what may have been written', () => {
    const unsure = { ...facts, mayBeWritten: true }

    expect(decideOutcome(answer('OUT_OF_ORDER_SEQUENCE_NUMBER'), unsure, inAMoment)).toMatchObject({
      kind: 'failed',
      error: { persisted: 'possibly' },
    })
  })

  it('remembers a doubtful attempt when a later one is refused', () => {
    const unsure = { ...facts, mayBeWritten: true }

    expect(decideOutcome(answer('INVALID_RECORD'), unsure, inAMoment)).toMatchObject({
      kind: 'failed',
      error: { persisted: 'possibly' },
    })
  })

  it('is a failure when the policy gives up', () => {
    expect(decideOutcome(answer('NOT_ENOUGH_REPLICAS'), facts, noRetry())).toMatchObject({
      kind: 'failed',
      error: { code: 'BROKER_REJECTED', persisted: 'no', retriable: true },
    })
  })

  it('follows Kafka’s word on a code that has no rule, and never claims that nothing was stored', () => {
    const unknown = { errorCode: 9_999, baseOffset: -1, logAppendTimeMs: -1, errorMessage: 'new' }

    expect(decideOutcome(unknown, facts, inAMoment)).toMatchObject({
      kind: 'failed',
      error: { persisted: 'possibly', retriable: false },
    })
  })

  it('is another attempt when the connection broke, and says whether bytes had left', () => {
    const lost = new ProducerError('BROKERS_UNREACHABLE', 'lost', {
      retriable: true,
      persisted: 'possibly',
    })

    expect(decideUnanswered(lost, facts, inAMoment)).toMatchObject({
      kind: 'retry',
      refreshMetadata: true,
      mayBeWritten: true,
      error: { code: 'BROKERS_UNREACHABLE', topic: 't', partition: 2, attempts: 1 },
    })
  })
})
