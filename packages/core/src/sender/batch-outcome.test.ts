import { BROKER_ERRORS } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { ProducerError } from '../errors/producer-error.ts'
import { noRetry } from '../retry/no-retry.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import {
  type BatchFacts,
  decideOutcome,
  decideUnanswered,
  type PartitionAnswer,
} from './batch-outcome.ts'

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
  lastOffset: 9,
  lastBrokerError: null,
}
const codeOf = (name: string): number =>
  BROKER_ERRORS.find((error) => error.name === name)?.code ?? Number.NaN
const SILENT: PartitionAnswer = {
  errorCode: 0,
  baseOffset: -1,
  logAppendTimeMs: -1,
  logStartOffset: -1,
  errorMessage: null,
  recordErrors: [],
}
const answer = (name: string): PartitionAnswer => ({ ...SILENT, errorCode: codeOf(name) })

describe('the outcome of a batch', () => {
  it('is an acknowledgement without an error', () => {
    const stored = { ...SILENT, baseOffset: 7, logAppendTimeMs: 12 }

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
    ['UNKNOWN_TOPIC_ID', true, false],
    ['INCONSISTENT_TOPIC_ID', true, true],
  ])('is another attempt after %s', (name, refreshMetadata, mayBeWritten) => {
    const outcome = decideOutcome(answer(name), facts, inAMoment)

    expect(outcome).toMatchObject({ kind: 'retry', delayMs: 100, refreshMetadata, mayBeWritten })
  })

  it.each([
    ['UNKNOWN_SERVER_ERROR', 'BROKER_REJECTED', 'possibly'],
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

  it.each(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'])('is a split after %s (S53)', (name) => {
    const single = { ...facts, recordCount: 1 }
    const unsure = { ...facts, mayBeWritten: true }
    const tooLarge = { code: 'RECORD_TOO_LARGE', brokerError: name, retriable: false }

    expect(decideOutcome(answer(name), facts, noRetry())).toEqual({ kind: 'split' })
    expect(decideOutcome(answer(name), single, inAMoment)).toMatchObject({
      kind: 'failed',
      error: { ...tooLarge, persisted: 'no' },
    })
    expect(decideOutcome(answer(name), unsure, inAMoment)).toMatchObject({
      kind: 'failed',
      error: { ...tooLarge, persisted: 'possibly' },
    })
  })

  it('counts a duplicate of what may have been written as stored, at an offset that nobody tells (S49)', () => {
    const unsure = { ...facts, mayBeWritten: true }

    expect(decideOutcome(answer('DUPLICATE_SEQUENCE_NUMBER'), unsure, inAMoment)).toEqual({
      kind: 'acknowledged',
      baseOffset: -1,
      logAppendTimeMs: -1,
    })
  })

  it('believes no duplicate of what was never written (L2)', () => {
    expect(decideOutcome(answer('DUPLICATE_SEQUENCE_NUMBER'), facts, inAMoment)).toMatchObject({
      kind: 'failed',
      error: { code: 'BROKER_REJECTED', persisted: 'possibly' },
    })
  })

  it('blames the records that the broker names, and says so to the others (S54)', () => {
    const named = {
      ...answer('INVALID_RECORD'),
      errorMessage: 'the batch',
      recordErrors: [
        { index: 3, message: 'no key' },
        { index: 5, message: null },
        { index: 10, message: 'outside' },
        { index: -1, message: 'outside' },
        { index: 3, message: 'again' },
      ],
    }

    const outcome = decideOutcome(named, facts, inAMoment)

    expect(outcome).toMatchObject({
      kind: 'failed',
      error: {
        persisted: 'no',
        retriable: true,
        message:
          'The broker refused a batch of 10 for t-2 with INVALID_RECORD because of other records in it: the batch',
      },
    })
    const culprits = outcome.kind === 'failed' ? [...(outcome.culprits ?? [])] : []
    expect(culprits).toMatchObject([
      [
        3,
        {
          code: 'BROKER_REJECTED',
          persisted: 'no',
          retriable: false,
          message: 'The broker refused this record with INVALID_RECORD: no key',
        },
      ],
      [5, { message: 'The broker refused this record with INVALID_RECORD: the batch' }],
    ])
  })

  it('takes a sequence error behind an unanswered batch for its shadow, and only tries again', () => {
    const behind = { ...facts, isNextInSequence: false }

    expect(decideOutcome(answer('OUT_OF_ORDER_SEQUENCE_NUMBER'), behind, inAMoment)).toMatchObject({
      kind: 'retry',
      delayMs: 0,
      refreshMetadata: false,
      mayBeWritten: false,
    })
  })

  it.each([
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', true],
    ['INVALID_PRODUCER_EPOCH', false],
  ])(
    'is a lost sequence when %s meets the next in line, and unexpected: %s (S48)',
    (name, unexpected) => {
      expect(decideOutcome(answer(name), facts, inAMoment)).toMatchObject({
        kind: 'sequence-lost',
        unexpected,
      })
    },
  )

  it.each([
    ['retention has passed the last acknowledgement', 10, null, { unexpected: false }],
    ['the last acknowledged record should be there', 9, null, { unexpected: true }],
    ['nobody tells where the log starts, twice', -1, 'UNKNOWN_PRODUCER_ID', { unexpected: true }],
  ])('is a lost sequence for a forgotten producer when %s (S38)', (_when, start, before, lost) => {
    const forgotten = { ...answer('UNKNOWN_PRODUCER_ID'), logStartOffset: start }

    expect(
      decideOutcome(forgotten, { ...facts, lastBrokerError: before }, inAMoment),
    ).toMatchObject({ kind: 'sequence-lost', ...lost })
  })

  it('asks a forgotten producer’s broker once more where the log starts', () => {
    expect(decideOutcome(answer('UNKNOWN_PRODUCER_ID'), facts, inAMoment)).toMatchObject({
      kind: 'retry',
      delayMs: 100,
      refreshMetadata: false,
    })
  })

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
    const unknown = { ...SILENT, errorCode: 9_999, errorMessage: 'new' }

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
