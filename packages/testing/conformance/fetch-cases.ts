import { expect } from 'vitest'
import { atVersions, type ConformanceCase } from './conformance-case.ts'
import { errorName } from './conformance-cluster.ts'
import { FETCH, type FetchTerms, fetchBody, fetchPartition } from './fetch-call.ts'
import { fetchedValues } from './fetched-values.ts'
import { producePartition } from './produce-call.ts'

const UNKNOWN_ID = 'AAAAAAAAQACAAAAAAAAAAQ'

export const fetchCases: readonly ConformanceCase[] = [
  ...atVersions(
    'Fetch',
    [4, 17],
    'returns what is stored from an offset on',
    async (cluster, version) => {
      const topic = await cluster.createTopic()
      await producePartition(cluster, topic, { values: ['a'] })
      await producePartition(cluster, topic, { values: ['b', 'c'] })

      const fetched = await fetchPartition(cluster, topic, { version, offset: 1n })

      expect(errorName(fetched.errorCode)).toBe('NONE')
      expect(fetched.highWatermark).toBe(3n)
      expect(fetched.lastStableOffset).toBe(3n)
      expect(fetchedValues(fetched.records)).toEqual(['b', 'c'])
    },
  ),
  {
    api: 'Fetch',
    title: 'returns nothing at the end of the log',
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      await producePartition(cluster, topic, {})

      const fetched = await fetchPartition(cluster, topic, { offset: 1n })

      expect(errorName(fetched.errorCode)).toBe('NONE')
      expect(fetchedValues(fetched.records)).toEqual([])
    },
  },
  {
    api: 'Fetch',
    title: 'returns the first batch even when it is larger than asked for',
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      await producePartition(cluster, topic, { values: ['x'.repeat(500)] })
      await producePartition(cluster, topic, { values: ['y'.repeat(500)] })

      const { records } = await fetchPartition(cluster, topic, { partitionMaxBytes: 1 })

      expect(fetchedValues(records)).toEqual(['x'.repeat(500)])
    },
  },
  {
    api: 'Fetch',
    title: 'waits for records and answers when they come',
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      const waiting = await cluster.open(topic.leaders[0])
      const answer = waiting.send(FETCH, 17, { ...fetchBody(topic), maxWaitMs: 30_000 })

      await producePartition(cluster, topic, { values: ['at last'] })

      const { responses } = await answer
      expect(fetchedValues(responses[0]?.partitions[0]?.records ?? null)).toEqual(['at last'])
    },
  },
  {
    api: 'Fetch',
    title: 'stamps the records with the leader epoch and the assigned offset',
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      await producePartition(cluster, topic, {})
      await producePartition(cluster, topic, {})

      const { records } = await fetchPartition(cluster, topic, { offset: 1n })

      const batch = Buffer.from(records ?? [])
      expect(batch.readBigInt64BE(0)).toBe(1n)
      expect(batch.readInt32BE(12)).toBe(0)
    },
  },
  ...refusals([
    ['OFFSET_OUT_OF_RANGE', 'an offset above the end', { offset: 5n }],
    ['OFFSET_OUT_OF_RANGE', 'an offset below the start', { offset: -5n }],
    ['UNKNOWN_TOPIC_OR_PARTITION', 'a partition that does not exist', { partition: 1 }],
    [
      'UNKNOWN_TOPIC_OR_PARTITION',
      'a topic that does not exist',
      { topicName: 'conformance-of-nothing', version: 12 },
    ],
    ['UNKNOWN_TOPIC_ID', 'a topic id that does not exist', { topicId: UNKNOWN_ID }],
    ['UNKNOWN_LEADER_EPOCH', 'an epoch to come', { leaderEpoch: 9 }],
  ]),
  {
    api: 'Fetch',
    title: 'answers FETCH_SESSION_ID_NOT_FOUND to a session that it did not open',
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      const body = { ...fetchBody(topic), sessionId: 4_711, sessionEpoch: 1 }

      const { errorCode } = await cluster.send(FETCH, 17, body, topic.leaders[0])

      expect(errorName(errorCode)).toBe('FETCH_SESSION_ID_NOT_FOUND')
    },
  },
  {
    api: 'Fetch',
    title: 'answers NOT_LEADER_OR_FOLLOWER on another broker',
    brokers: 2,
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      const nodeId = cluster.nodeIds.find((id) => id !== topic.leaders[0]) ?? -1

      const { errorCode } = await fetchPartition(cluster, topic, { nodeId })

      expect(errorName(errorCode)).toBe('NOT_LEADER_OR_FOLLOWER')
    },
  },
]

function refusals(
  rows: readonly (readonly [error: string, cause: string, terms: FetchTerms])[],
): ConformanceCase[] {
  return rows.map(([error, cause, terms]) => ({
    api: 'Fetch',
    title: `answers ${error} to ${cause}`,
    run: async (cluster) => {
      const topic = await cluster.createTopic()

      const { errorCode } = await fetchPartition(cluster, topic, terms)

      expect(errorName(errorCode)).toBe(error)
    },
  }))
}
