import { expect } from 'vitest'
import { atVersions, type ConformanceCase } from './conformance-case.ts'
import type { ConformanceCluster, ConformanceTopic } from './conformance-cluster.ts'
import { fetchPartition } from './fetch-call.ts'
import { fetchedValues } from './fetched-values.ts'
import {
  PRODUCE,
  type ProduceTerms,
  produceBody,
  producePartition,
  produceVerdict,
} from './produce-call.ts'
import { type BatchTerms, recordBatch } from './record-batch.ts'

const UNKNOWN_ID = 'AAAAAAAAQACAAAAAAAAAAQ'
const LOG_APPEND_TIME = { 'message.timestamp.type': 'LogAppendTime' }
const DAY_MS = 86_400_000

export const produceCases: readonly ConformanceCase[] = [
  ...atVersions('Produce', [3, 13], 'appends a batch and says where', async (cluster, version) => {
    const topic = await cluster.createTopic()

    const verdicts = [
      await produceVerdict(cluster, topic, { values: ['a', 'b'] }, { version }),
      await produceVerdict(cluster, topic, { values: ['c'] }, { version, acks: 1 }),
    ]

    expect(verdicts).toEqual(['NONE at 0', 'NONE at 2'])
    expect(fetchedValues((await fetchPartition(cluster, topic)).records)).toEqual(['a', 'b', 'c'])
  }),
  {
    api: 'Produce',
    title: 'with acks 0 appends and answers nothing',
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      const client = await cluster.open(topic.leaders[0])

      client.sendUnanswered(PRODUCE.request, 11, produceBody(topic, { values: ['a'] }, { acks: 0 }))
      const next = await client.send(PRODUCE, 11, produceBody(topic, { values: ['b'] }))

      expect(next.responses[0]?.partitionResponses[0]).toMatchObject({
        errorCode: 0,
        baseOffset: 1n,
      })
    },
  },
  {
    api: 'Produce',
    title: 'tells the time of the append only where the topic uses it',
    run: async (cluster) => {
      const byProducer = await cluster.createTopic()
      const byBroker = await cluster.createTopic(LOG_APPEND_TIME)

      const kept = await producePartition(cluster, byProducer, {})
      const stamped = await producePartition(cluster, byBroker, { timestampMs: 1 })

      expect(kept.logAppendTimeMs).toBe(-1n)
      expect(Number(stamped.logAppendTimeMs)).toBeGreaterThan(1)
    },
  },
  {
    api: 'Produce',
    title: 'names the record that a compacted topic cannot take',
    run: async (cluster) => {
      const topic = await cluster.createTopic({ 'cleanup.policy': 'compact' })

      const refused = await producePartition(cluster, topic, { values: ['a', 'b'] })
      const taken = await produceVerdict(cluster, topic, { key: 'k' })

      expect(refused.recordErrors?.map(({ batchIndex }) => batchIndex)).toEqual([0, 1])
      expect(taken).toBe('NONE at 0')
    },
  },
  {
    api: 'Produce',
    title: 'judges each partition of a request on its own',
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      const good = { index: 0, records: recordBatch() }
      const absent = { index: 7, records: recordBatch() }
      const topicData = [{ topicId: topic.id, partitionData: [good, absent] }]
      const body = { acks: -1, timeoutMs: 30_000, topicData }

      const { responses } = await cluster.send(PRODUCE, 13, body, topic.leaders[0])

      const codes = responses.flatMap(({ partitionResponses }) =>
        partitionResponses.map(({ index, errorCode }) => `${index}: ${errorCode}`),
      )
      expect(codes.sort()).toEqual(['0: 0', '7: 3'])
    },
  },
  ...refusals([
    [
      'UNKNOWN_TOPIC_OR_PARTITION',
      'a topic that does not exist',
      {},
      { topicName: 'conformance-of-nothing', version: 11 },
    ],
    ['UNKNOWN_TOPIC_OR_PARTITION', 'a partition that does not exist', {}, { partition: 1 }],
    [
      'UNKNOWN_TOPIC_ID',
      'a topic id that does not exist',
      {},
      { topicId: UNKNOWN_ID, version: 13 },
    ],
    ['INVALID_REQUIRED_ACKS', 'acks 2', {}, { acks: 2 }],
    ['CORRUPT_MESSAGE', 'a wrong CRC', { corruptCrc: true }, {}],
    ['INVALID_RECORD', 'fewer records than the header claims', { claimedRecordCount: 5 }, {}],
    [
      'INVALID_RECORD',
      'two batches for one partition',
      {},
      { records: Buffer.concat([recordBatch(), recordBatch()]) },
    ],
    ['INVALID_RECORD', 'no batch', {}, { records: new Uint8Array(0) }],
    ['INVALID_RECORD', 'a batch of an old format', { magic: 1 }, {}],
    ['CORRUPT_MESSAGE', 'a batch of a format that never was', { magic: 9 }, {}],
    ['CORRUPT_MESSAGE', 'a length below any batch', {}, { records: withLength(3) }],
  ]),
  ...refusals([['INVALID_RECORD', 'a record without a key for a compacted topic', {}, {}]], {
    'cleanup.policy': 'compact',
  }),
  ...refusals(
    [
      [
        'MESSAGE_TOO_LARGE',
        'a batch above the limit of the topic',
        { values: ['x'.repeat(2_000)] },
        {},
      ],
    ],
    { 'max.message.bytes': '1000' },
  ),
  ...refusals(
    [
      [
        'INVALID_TIMESTAMP',
        'a timestamp too far in the past',
        { timestampMs: Date.now() - DAY_MS },
        {},
      ],
    ],
    { 'message.timestamp.before.max.ms': '3600000' },
  ),
  {
    api: 'Produce',
    title: 'answers NOT_LEADER_OR_FOLLOWER on another broker, and names the leader',
    brokers: 2,
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      const [leader = -1] = topic.leaders
      const nodeId = cluster.nodeIds.find((id) => id !== leader) ?? -1

      const answer = await producePartition(cluster, topic, {}, { nodeId, version: 10 })

      expect(answer.errorCode).toBe(6)
      expect(answer.currentLeader?.leaderId).toBe(leader)
      expect(answer.nodeEndpoints.map((node) => node.nodeId)).toEqual([leader])
    },
  },
]

type Refusal = readonly [error: string, cause: string, batch: BatchTerms, terms: ProduceTerms]

/** Each refused, and nothing of it stored. */
function refusals(
  rows: readonly Refusal[],
  configs: Readonly<Record<string, string>> = {},
): ConformanceCase[] {
  return rows.map(([error, cause, batch, terms]) => ({
    api: 'Produce',
    title: `answers ${error} to ${cause}`,
    run: async (cluster) => {
      const topic = await cluster.createTopic(configs)

      expect(
        await produceVerdict(cluster, topic, batch, { nodeId: leaderOf(topic), ...terms }),
      ).toBe(error)
      expect(await storedValues(cluster, topic)).toEqual([])
    },
  }))
}

function leaderOf(topic: ConformanceTopic): number {
  return topic.leaders[0] ?? -1
}

async function storedValues(cluster: ConformanceCluster, topic: ConformanceTopic) {
  return fetchedValues((await fetchPartition(cluster, topic)).records)
}

function withLength(length: number): Buffer {
  const batch = recordBatch()
  batch.writeInt32BE(length, 8)
  return batch
}
