import {
  deleteRecordsRequest,
  deleteRecordsResponse,
  listOffsetsRequest,
  listOffsetsResponse,
  offsetForLeaderEpochRequest,
  offsetForLeaderEpochResponse,
} from '@headwater/protocol'
import { expect } from 'vitest'
import { atVersions, type ConformanceCase } from './conformance-case.ts'
import { type ConformanceCluster, type ConformanceTopic, errorName } from './conformance-cluster.ts'
import { fetchPartition } from './fetch-call.ts'
import { producePartition } from './produce-call.ts'

const LIST_OFFSETS = { request: listOffsetsRequest, response: listOffsetsResponse }
const DELETE_RECORDS = { request: deleteRecordsRequest, response: deleteRecordsResponse }
const LEADER_EPOCH = {
  request: offsetForLeaderEpochRequest,
  response: offsetForLeaderEpochResponse,
}

const LATEST = -1n
const EARLIEST = -2n
const MAX_TIMESTAMP = -3n
const HIGH_WATERMARK = -1n
/** Well within the day, so that no broker refuses them as too old. */
const EARLIER_MS = Date.now() - 60_000
const LATER_MS = EARLIER_MS + 1_000

export const offsetCases: readonly ConformanceCase[] = [
  ...atVersions('ListOffsets', [1, 7], 'finds start, end and a time', async (cluster, version) => {
    const topic = await topicWithTwoRecords(cluster)

    const earliest = await listOffset(cluster, topic, { timestamp: EARLIEST }, version)
    const latest = await listOffset(cluster, topic, { timestamp: LATEST }, version)
    const atTime = await listOffset(cluster, topic, { timestamp: BigInt(EARLIER_MS + 1) }, version)
    const after = await listOffset(cluster, topic, { timestamp: BigInt(LATER_MS + 1) }, version)

    expect(earliest).toMatchObject({ errorCode: 0, offset: 0n })
    expect(latest).toMatchObject({ errorCode: 0, offset: 2n })
    expect(atTime).toMatchObject({ errorCode: 0, offset: 1n, timestamp: BigInt(LATER_MS) })
    expect(after).toMatchObject({ errorCode: 0, offset: -1n, timestamp: -1n })
  }),
  {
    api: 'ListOffsets',
    title: 'finds the record with the highest timestamp',
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      await producePartition(cluster, topic, { timestampMs: LATER_MS })
      await producePartition(cluster, topic, { timestampMs: EARLIER_MS })

      expect(await listOffset(cluster, topic, { timestamp: MAX_TIMESTAMP }, 7)).toMatchObject({
        errorCode: 0,
        offset: 0n,
        timestamp: BigInt(LATER_MS),
      })
    },
  },
  ...listRefusals([
    ['UNKNOWN_TOPIC_OR_PARTITION', { name: 'conformance-of-nothing' }],
    ['UNKNOWN_TOPIC_OR_PARTITION', { partition: 1 }],
    ['UNKNOWN_LEADER_EPOCH', { leaderEpoch: 9 }],
  ]),
  ...atVersions('DeleteRecords', [0, 2], 'moves the start of the log', async (cluster, version) => {
    const topic = await topicWithTwoRecords(cluster)

    const deleted = await deleteRecords(cluster, topic, { offset: 1n }, version)

    expect(deleted).toMatchObject({ errorCode: 0, lowWatermark: 1n })
    expect(await listOffset(cluster, topic, { timestamp: EARLIEST }, 7)).toMatchObject({
      offset: 1n,
    })
    const { errorCode } = await fetchPartition(cluster, topic, { offset: 0n })
    expect(errorName(errorCode)).toBe('OFFSET_OUT_OF_RANGE')
  }),
  {
    api: 'DeleteRecords',
    title: 'deletes everything up to the high watermark',
    run: async (cluster) => {
      const topic = await topicWithTwoRecords(cluster)

      expect(await deleteRecords(cluster, topic, { offset: HIGH_WATERMARK })).toMatchObject({
        errorCode: 0,
        lowWatermark: 2n,
      })
    },
  },
  ...deleteRefusals([
    ['OFFSET_OUT_OF_RANGE', { offset: 3n }],
    ['UNKNOWN_TOPIC_OR_PARTITION', { partition: 1 }],
    ['UNKNOWN_TOPIC_OR_PARTITION', { name: 'conformance-of-nothing' }],
  ]),
  ...atVersions(
    'OffsetForLeaderEpoch',
    [2, 4],
    'tells where an epoch ends',
    async (cluster, version) => {
      const topic = await topicWithTwoRecords(cluster)

      const ofThis = await epochEnd(cluster, topic, { leaderEpoch: 0 }, version)
      const ofUnknown = await epochEnd(cluster, topic, { leaderEpoch: 5 }, version)

      expect(ofThis).toMatchObject({ errorCode: 0, leaderEpoch: 0, endOffset: 2n })
      expect(ofUnknown).toMatchObject({ errorCode: 0, leaderEpoch: -1, endOffset: -1n })
    },
  ),
  ...epochRefusals([
    ['UNKNOWN_LEADER_EPOCH', { currentLeaderEpoch: 9 }],
    ['UNKNOWN_TOPIC_OR_PARTITION', { partition: 1 }],
    ['UNKNOWN_TOPIC_OR_PARTITION', { name: 'conformance-of-nothing' }],
  ]),
]

async function topicWithTwoRecords(cluster: ConformanceCluster): Promise<ConformanceTopic> {
  const topic = await cluster.createTopic()
  await producePartition(cluster, topic, { timestampMs: EARLIER_MS })
  await producePartition(cluster, topic, { timestampMs: LATER_MS })
  return topic
}

/** Which partition is meant, where it is not the topic's first. */
interface Place {
  readonly name?: string
  readonly partition?: number
}

interface Wanted extends Place {
  readonly timestamp?: bigint
  readonly leaderEpoch?: number
}

async function listOffset(
  cluster: ConformanceCluster,
  topic: ConformanceTopic,
  wanted: Wanted,
  version: number,
) {
  const partition = {
    partitionIndex: wanted.partition ?? 0,
    timestamp: wanted.timestamp ?? LATEST,
    currentLeaderEpoch: wanted.leaderEpoch ?? -1,
  }
  const topics = [{ name: wanted.name ?? topic.name, partitions: [partition] }]
  const request = { replicaId: -1, topics }
  const response = await cluster.send(LIST_OFFSETS, version, request, topic.leaders[0])
  return response.topics[0]?.partitions[0]
}

function listRefusals(
  rows: readonly (readonly [error: string, wanted: Wanted])[],
): ConformanceCase[] {
  return rows.map(([error, wanted]) => ({
    api: 'ListOffsets',
    title: `answers ${error} to ${JSON.stringify(wanted)}`,
    run: async (cluster) => {
      const topic = await cluster.createTopic()

      expect(errorName((await listOffset(cluster, topic, wanted, 7))?.errorCode)).toBe(error)
    },
  }))
}

interface Deletion extends Place {
  readonly offset?: bigint
}

async function deleteRecords(
  cluster: ConformanceCluster,
  topic: ConformanceTopic,
  deletion: Deletion,
  version = 2,
) {
  const partition = { partitionIndex: deletion.partition ?? 0, offset: deletion.offset ?? 1n }
  const topics = [{ name: deletion.name ?? topic.name, partitions: [partition] }]
  const request = { topics, timeoutMs: 30_000 }
  const response = await cluster.send(DELETE_RECORDS, version, request, topic.leaders[0])
  return response.topics[0]?.partitions[0]
}

function deleteRefusals(
  rows: readonly (readonly [error: string, deletion: Deletion])[],
): ConformanceCase[] {
  return rows.map(([error, deletion]) => ({
    api: 'DeleteRecords',
    title: `answers ${error} to ${describePlace(deletion)}offset ${deletion.offset ?? 1n} of two`,
    run: async (cluster) => {
      const topic = await topicWithTwoRecords(cluster)

      expect(errorName((await deleteRecords(cluster, topic, deletion))?.errorCode)).toBe(error)
    },
  }))
}

interface AskedEpoch extends Place {
  readonly leaderEpoch?: number
  readonly currentLeaderEpoch?: number
}

async function epochEnd(
  cluster: ConformanceCluster,
  topic: ConformanceTopic,
  asked: AskedEpoch,
  version = 4,
) {
  const partition = {
    partition: asked.partition ?? 0,
    leaderEpoch: asked.leaderEpoch ?? 0,
    currentLeaderEpoch: asked.currentLeaderEpoch ?? -1,
  }
  const topics = [{ topic: asked.name ?? topic.name, partitions: [partition] }]
  const request = { replicaId: -1, topics }
  const response = await cluster.send(LEADER_EPOCH, version, request, topic.leaders[0])
  return response.topics[0]?.partitions[0]
}

function epochRefusals(
  rows: readonly (readonly [error: string, asked: AskedEpoch])[],
): ConformanceCase[] {
  return rows.map(([error, asked]) => ({
    api: 'OffsetForLeaderEpoch',
    title: `answers ${error} to ${JSON.stringify(asked)}`,
    run: async (cluster) => {
      const topic = await cluster.createTopic()

      expect(errorName((await epochEnd(cluster, topic, asked))?.errorCode)).toBe(error)
    },
  }))
}

function describePlace({ name = 'a topic', partition = 0 }: Place): string {
  return `${name}, partition ${partition}, `
}
