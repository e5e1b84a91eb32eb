import { type FetchResponse, fetchRequest, fetchResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName } from '../../test/support/error-name.ts'
import { FrameClient } from '../../test/support/frame-client.ts'
import { produce } from '../../test/support/produce.ts'
import { testCluster } from '../../test/support/test-cluster.ts'
import { ZERO_ID } from '../cluster/topic-lookup.ts'

const FETCH = { request: fetchRequest, response: fetchResponse }

interface FetchTerms {
  readonly offset?: bigint
  readonly minBytes?: number
  readonly maxBytes?: number
  readonly partitionMaxBytes?: number
  readonly currentLeaderEpoch?: number
  readonly isolationLevel?: number
  readonly sessionId?: number
  readonly topic?: string
}

function fetchBody(terms: FetchTerms = {}) {
  const { offset = 0n, minBytes = 1, maxBytes = 1_000_000, topic = 't', ...rest } = terms
  const { partitionMaxBytes = 1_000_000, currentLeaderEpoch = -1 } = rest
  const partitions = [{ partition: 0, fetchOffset: offset, partitionMaxBytes, currentLeaderEpoch }]
  return {
    maxWaitMs: 500,
    minBytes,
    maxBytes,
    isolationLevel: terms.isolationLevel ?? 0,
    sessionId: terms.sessionId ?? 0,
    topics: [{ topic, partitions }],
  }
}

/** The answer for the one partition that was asked for, its records as hexadecimal text. */
function firstPartition({ responses }: FetchResponse) {
  const partition = responses[0]?.partitions[0]
  return { ...partition, records: hex(partition?.records ?? null) }
}

function hex(...bytes: readonly (Uint8Array | null)[]): string {
  return Buffer.concat(bytes.map((part) => part ?? Buffer.alloc(0))).toString('hex')
}

describe('Fetch', () => {
  it.each([4, 5, 6, 7, 8, 9, 10, 11, 12])(
    'gives whole batches from an offset in version %i',
    (version) => {
      const { client, now, kafka } = testCluster()
      for (const value of ['a', 'b', 'c']) produce(client(), 't', { ...now(), values: [value] })

      const response = client().call(FETCH, version, fetchBody({ offset: 1n }))

      const stored = kafka
        .log('t', 0)
        .slice(1)
        .map(({ bytes }) => bytes)
      expect(firstPartition(response)).toMatchObject({
        partitionIndex: 0,
        errorCode: 0,
        highWatermark: 3n,
        lastStableOffset: 3n,
        records: hex(...stored),
      })
    },
  )

  it.each([13, 14, 15, 16, 17])('knows topics by their ids in version %i', (version) => {
    const { client, now, state } = testCluster()
    produce(client(), 't', now())
    const topicId = state.topic('t')?.id ?? ''
    const partitions = fetchBody().topics[0]?.partitions ?? []

    const known = client().call(FETCH, version, {
      ...fetchBody(),
      topics: [{ topicId, partitions }],
    })
    const unknown = client().call(FETCH, version, {
      ...fetchBody(),
      topics: [{ topicId: ZERO_ID, partitions }],
    })

    expect(known.responses[0]).toMatchObject({
      topicId,
      partitions: [{ errorCode: 0, highWatermark: 1n }],
    })
    expect(unknown.responses[0]?.partitions[0]?.errorCode).toBe(100)
  })

  it('answers as soon as there is as much as was asked for', () => {
    const { client, clock, now, kafka } = testCluster()
    const producer = client(1)
    const batchBytes = 61 + 8 + 4
    const consumer = new FrameClient(kafka.cluster)
    const sent = consumer.send(FETCH, 11, fetchBody({ minBytes: 2 * batchBytes }))
    clock.advance(400)

    produce(producer, 't', now())
    expect(consumer.written).toEqual([])
    produce(producer, 't', now())

    expect(firstPartition(consumer.take(sent))).toMatchObject({ highWatermark: 2n })
    expect(clock.pendingTimers).toBe(0)
  })

  it('answers with what there is when the time is over', () => {
    const { client, clock } = testCluster()
    const sent = client().send(FETCH, 11, fetchBody())

    clock.advance(499)
    expect(client().written).toEqual([])
    clock.advance(1)

    expect(firstPartition(client().take(sent))).toMatchObject({
      errorCode: 0,
      records: '',
    })
  })

  it('does not wait when it is not asked to', () => {
    const { client } = testCluster()

    expect(client().call(FETCH, 11, { ...fetchBody(), maxWaitMs: 0 }).responses.length).toBe(1)
    expect(client().call(FETCH, 11, fetchBody({ minBytes: 0 })).responses.length).toBe(1)
  })

  it('ends a wait when the partition moves or the topic goes', () => {
    const { client, kafka } = testCluster({ brokers: 2 })
    const moved = client().send(FETCH, 12, fetchBody())
    kafka.moveLeader('t', 0, 2)
    expect(firstPartition(client().take(moved))).toMatchObject({
      errorCode: 6,
      currentLeader: { leaderId: 2, leaderEpoch: 1 },
    })

    const gone = client(2).send(FETCH, 11, fetchBody())
    kafka.deleteTopic('t')
    expect(firstPartition(client(2).take(gone))).toMatchObject({ errorCode: 3 })
  })

  it('gives the address of the leader that it hints at from version 16 on', () => {
    const { client, kafka, state } = testCluster({ brokers: 2 })
    kafka.moveLeader('t', 0, 2)
    const topicId = state.topic('t')?.id ?? ''
    const partitions = fetchBody().topics[0]?.partitions ?? []

    const response = client().call(FETCH, 16, { ...fetchBody(), topics: [{ topicId, partitions }] })

    expect(response.nodeEndpoints).toMatchObject([{ nodeId: 2, port: state.node(2)?.port }])
  })

  it.each([
    ['an offset past the end', { offset: 2n }, 'OFFSET_OUT_OF_RANGE'],
    ['a negative offset', { offset: -1n }, 'OFFSET_OUT_OF_RANGE'],
    ['an older leader epoch', { currentLeaderEpoch: 0 }, 'FENCED_LEADER_EPOCH'],
    ['a newer leader epoch', { currentLeaderEpoch: 2 }, 'UNKNOWN_LEADER_EPOCH'],
    ['an unknown topic', { topic: 'nowhere' }, 'UNKNOWN_TOPIC_OR_PARTITION'],
  ])('refuses %s at once', (_what, terms, error) => {
    const { client, now, kafka } = testCluster({ brokers: 2 })
    produce(client(), 't', now())
    kafka.moveLeader('t', 0, 2)

    const { responses } = client(2).call(FETCH, 11, fetchBody(terms))

    expect(errorName(responses[0]?.partitions[0]?.errorCode)).toBe(error)
  })

  it('refuses a session that it never gave', () => {
    const { client } = testCluster()

    const { errorCode } = client().call(FETCH, 11, fetchBody({ sessionId: 5 }))

    expect(errorName(errorCode)).toBe('FETCH_SESSION_ID_NOT_FOUND')
  })

  it('gives the first batch even when it is larger than allowed, and no second one', () => {
    const { client, now, kafka } = testCluster()
    produce(client(), 't', now())
    produce(client(), 't', now())

    const response = client().call(FETCH, 11, fetchBody({ partitionMaxBytes: 1 }))

    expect(firstPartition(response)).toMatchObject({
      records: hex(kafka.log('t', 0)[0]?.bytes ?? null),
    })
  })

  it('shares what is allowed among the partitions', () => {
    const { client, now, kafka } = testCluster()
    kafka.addPartitions('t', 2)
    produce(client(), 't', now(), 0)
    produce(client(), 't', now(), 1)
    const size = kafka.log('t', 0)[0]?.bytes.length ?? 0
    const asked = [0, 1].map((partition) => ({
      partition,
      fetchOffset: 0n,
      partitionMaxBytes: 1_000,
    }))
    const body = {
      ...fetchBody({ maxBytes: size * 2 - 1 }),
      topics: [{ topic: 't', partitions: asked }],
    }

    const { responses } = client().call(FETCH, 11, body)

    expect(responses[0]?.partitions.map(({ records }) => records?.length)).toEqual([size, 0])
  })

  it('has an empty list of aborted transactions for who reads committed records only', () => {
    const { client, now } = testCluster()
    produce(client(), 't', now())

    const all = client().call(FETCH, 11, fetchBody())
    const committed = client().call(FETCH, 11, fetchBody({ isolationLevel: 1 }))

    expect(firstPartition(all)).toMatchObject({ abortedTransactions: null })
    expect(firstPartition(committed)).toMatchObject({ abortedTransactions: [] })
  })
})
