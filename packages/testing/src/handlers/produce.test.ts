import { describe, expect, it } from 'vitest'
import { recordBatch } from '../../conformance/record-batch.ts'
import { errorName } from '../../test/support/error-name.ts'
import { PRODUCE, produce, produceBody } from '../../test/support/produce.ts'
import { testCluster } from '../../test/support/test-cluster.ts'
import { ZERO_ID } from '../cluster/topic-lookup.ts'

const VERSIONS_BY_NAME = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

describe('Produce', () => {
  it.each(VERSIONS_BY_NAME)('appends and tells where, in version %i', (version) => {
    const { client, now, kafka } = testCluster()

    const first = client().call(PRODUCE, version, produceBody('t', now()))
    const second = client().call(PRODUCE, version, produceBody('t', now()))

    expect(first.responses[0]?.partitionResponses[0]).toMatchObject({
      errorCode: 0,
      baseOffset: 0n,
    })
    expect(second.responses[0]?.partitionResponses[0]?.baseOffset).toBe(1n)
    expect(second.responses[0]?.name).toBe('t')
    expect(kafka.records('t').map(({ offset, value }) => [offset, String(value)])).toEqual([
      [0, 'value'],
      [1, 'value'],
    ])
  })

  it('knows topics by their ids in version 13', () => {
    const { client, now, state } = testCluster()
    const topicId = state.topic('t')?.id ?? ''
    const body = (id: string) => {
      const [topic] = produceBody('t', now()).topicData
      return {
        acks: -1,
        timeoutMs: 1,
        topicData: [{ topicId: id, partitionData: topic?.partitionData ?? [] }],
      }
    }

    const known = client().call(PRODUCE, 13, body(topicId)).responses[0]
    const unknown = client().call(PRODUCE, 13, body(ZERO_ID)).responses[0]

    expect(known).toMatchObject({ topicId, partitionResponses: [{ errorCode: 0, baseOffset: 0n }] })
    expect(errorName(unknown?.partitionResponses[0]?.errorCode)).toBe('UNKNOWN_TOPIC_ID')
  })

  it('answers each partition on its own', () => {
    const { client, now, kafka } = testCluster()
    const good = { index: 0, records: recordBatch(now()) }
    const bad = { index: 0, records: recordBatch({ ...now(), corruptCrc: true }) }
    kafka.createTopic('u', { partitions: 1 })

    const { responses } = client().call(PRODUCE, 9, {
      acks: 1,
      timeoutMs: 1,
      topicData: [
        { name: 'u', partitionData: [bad] },
        { name: 't', partitionData: [good, { ...good, index: 7 }] },
        { name: 'nowhere', partitionData: [good] },
      ],
    })

    const errors = responses.map(({ partitionResponses }) =>
      partitionResponses.map(({ errorCode }) => errorName(errorCode)),
    )
    expect(errors).toEqual([
      ['CORRUPT_MESSAGE'],
      ['NONE', 'UNKNOWN_TOPIC_OR_PARTITION'],
      ['UNKNOWN_TOPIC_OR_PARTITION'],
    ])
    expect(kafka.records('u')).toEqual([])
  })

  it('says what was wrong, and with which records', () => {
    const { client, clock } = testCluster()
    const tooLate = { timestampMs: clock.wallTime() + 3_600_001 }

    expect(produce(client(), 't', tooLate)).toMatchObject({
      error: 'INVALID_TIMESTAMP',
      baseOffset: -1n,
      errorMessage: 'Some timestamps are out of range',
      recordErrors: [{ batchIndex: 0 }],
    })
  })

  it('sends the client to the leader (KIP-951)', () => {
    const { client, now, kafka, state } = testCluster({ brokers: 3 })
    kafka.moveLeader('t', 0, 3)

    const response = client(1).call(PRODUCE, 10, produceBody('t', now()))

    expect(response.responses[0]?.partitionResponses[0]).toMatchObject({
      errorCode: 6,
      currentLeader: { leaderId: 3, leaderEpoch: 1 },
    })
    expect(response.nodeEndpoints).toEqual([
      { nodeId: 3, host: '127.0.0.1', port: state.node(3)?.port, rack: null },
    ])
    expect(produce(client(3), 't', now()).error).toBe('NONE')
  })

  it.each([
    [2, 'INVALID_REQUIRED_ACKS'],
    [-2, 'INVALID_REQUIRED_ACKS'],
    [1, 'NONE'],
  ])('answers acks %i with %s', (acks, error) => {
    const { client, now } = testCluster()

    const { responses } = client().call(PRODUCE, 9, produceBody('t', now(), 0, acks))

    expect(errorName(responses[0]?.partitionResponses[0]?.errorCode)).toBe(error)
  })

  it('answers nothing with acks 0, and closes the connection on an error', () => {
    const { client, now, kafka } = testCluster()

    client().send(PRODUCE, 9, produceBody('t', now(), 0, 0))
    expect(kafka.records('t').length).toBe(1)
    expect(client().closed).toBe(false)

    client().send(PRODUCE, 9, produceBody('nowhere', now(), 0, 0))
    expect(client().closed).toBe(true)
    expect(client().written).toEqual([])
  })

  it('wants as many replicas in sync as the topic asks for, with acks all only', async () => {
    const { client, now, kafka } = testCluster({ brokers: 3 })
    kafka.createTopic('safe', { partitions: 1, config: { 'min.insync.replicas': '3' } })
    expect(produce(client(), 'safe', now()).error).toBe('NONE')

    await kafka.kill(2)

    expect(produce(client(), 'safe', now()).error).toBe('NOT_ENOUGH_REPLICAS')
    const leaderOnly = client().call(PRODUCE, 9, produceBody('safe', now(), 0, 1))
    expect(leaderOnly.responses[0]?.partitionResponses[0]?.errorCode).toBe(0)
  })

  it('stores a repeated batch once and answers it with its first offset', () => {
    const { client, now, kafka } = testCluster()
    const batch = { ...now(), producerId: 5n, producerEpoch: 0, baseSequence: 0 }

    expect(produce(client(), 't', batch)).toMatchObject({ error: 'NONE', baseOffset: 0n })
    expect(produce(client(), 't', batch)).toMatchObject({ error: 'NONE', baseOffset: 0n })
    expect(produce(client(), 't', { ...batch, baseSequence: 5 }).error).toBe(
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
    )

    expect(kafka.records('t').length).toBe(1)
    expect(kafka.violations()).toEqual([])
  })

  it('reports a sequence that came again with other bytes', () => {
    const { client, now, kafka } = testCluster()
    const batch = { ...now(), producerId: 5n, producerEpoch: 2, baseSequence: 3 }
    produce(client(), 't', { ...batch, values: ['one'] })

    produce(client(), 't', { ...batch, values: ['two'] })

    expect(kafka.violations()).toEqual([
      {
        kind: 'SEQUENCE_REUSED',
        topic: 't',
        partition: 0,
        producerId: 5n,
        producerEpoch: 2,
        baseSequence: 3,
      },
    ])
  })

  it('takes no transactional batches', () => {
    const { client, now } = testCluster()
    const transactional = 0x10

    expect(produce(client(), 't', { ...now(), attributes: transactional }).error).toBe(
      'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
    )
  })
})
