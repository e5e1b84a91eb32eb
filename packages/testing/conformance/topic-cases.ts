import {
  type CreatableTopic,
  createPartitionsRequest,
  createPartitionsResponse,
  createTopicsRequest,
  createTopicsResponse,
  deleteTopicsRequest,
  deleteTopicsResponse,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import { expect } from 'vitest'
import { atVersions, type ConformanceCase } from './conformance-case.ts'
import { type ConformanceCluster, errorName } from './conformance-cluster.ts'

const CREATE_TOPICS = { request: createTopicsRequest, response: createTopicsResponse }
const DELETE_TOPICS = { request: deleteTopicsRequest, response: deleteTopicsResponse }
const CREATE_PARTITIONS = { request: createPartitionsRequest, response: createPartitionsResponse }
const METADATA = { request: metadataRequest, response: metadataResponse }

const TIMEOUT_MS = 30_000
const ABSENT_NODE = 4_711
const NO_ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const UNKNOWN_ID = 'AAAAAAAAQACAAAAAAAAAAQ'

export const topicCases: readonly ConformanceCase[] = [
  ...atVersions('CreateTopics', [2, 7], 'creates a topic', async (cluster, version) => {
    const name = cluster.newName()
    const configs = [{ name: 'retention.ms', value: '60000' }]
    const topics = [creatable(name, { numPartitions: 3, configs })]

    const created = await cluster.send(CREATE_TOPICS, version, { topics, timeoutMs: TIMEOUT_MS })

    expect(created.topics.map(({ errorCode }) => errorName(errorCode))).toEqual(['NONE'])
    expect(await partitionCount(cluster, name, 3)).toBe(3)
  }),
  {
    api: 'CreateTopics',
    title: 'places the partitions of a manual assignment where it says',
    run: async (cluster) => {
      const name = cluster.newName()
      const node = cluster.nodeIds.at(-1) ?? -1
      const assignments = [{ partitionIndex: 0, brokerIds: [node] }]
      const placed = { numPartitions: -1, replicationFactor: -1, assignments }

      expect(await createVerdicts(cluster, [creatable(name, placed)])).toEqual(['NONE'])
      await partitionCount(cluster, name, 1)
      const { topics } = await cluster.send(METADATA, 12, { topics: [{ name }] })
      expect(topics[0]?.partitions.map(({ replicaNodes }) => replicaNodes)).toEqual([[node]])
    },
  },
  {
    api: 'CreateTopics',
    title: 'creates nothing when it is only to validate',
    run: async (cluster) => {
      const topics = [creatable(cluster.newName())]
      const request = { topics, timeoutMs: TIMEOUT_MS }

      const first = await cluster.send(CREATE_TOPICS, 7, { ...request, validateOnly: true })
      const second = await cluster.send(CREATE_TOPICS, 7, { ...request, validateOnly: true })

      const errors = [...first.topics, ...second.topics].map(({ errorCode }) =>
        errorName(errorCode),
      )
      expect(errors).toEqual(['NONE', 'NONE'])
    },
  },
  {
    api: 'CreateTopics',
    title: 'answers TOPIC_ALREADY_EXISTS, and the other topics of the request are created',
    run: async (cluster) => {
      const { name } = await cluster.createTopic()
      const topics = [creatable(name), creatable(cluster.newName())]

      expect((await createVerdicts(cluster, topics)).sort()).toEqual([
        'NONE',
        'TOPIC_ALREADY_EXISTS',
      ])
    },
  },
  {
    api: 'CreateTopics',
    title: 'answers INVALID_REQUEST to a topic that is named twice',
    run: async (cluster) => {
      const topic = creatable(cluster.newName())

      expect(await createVerdicts(cluster, [topic, topic])).toEqual(['INVALID_REQUEST'])
    },
  },
  ...createRefusals([
    ['INVALID_PARTITIONS', { numPartitions: 0 }],
    ['INVALID_PARTITIONS', { numPartitions: -2 }],
    ['INVALID_REPLICATION_FACTOR', { replicationFactor: 0 }],
    ['INVALID_REPLICATION_FACTOR', { replicationFactor: 100 }],
    ['INVALID_TOPIC_EXCEPTION', { name: 'no spaces' }],
    ['INVALID_TOPIC_EXCEPTION', { name: '' }],
    ['INVALID_TOPIC_EXCEPTION', { name: '..' }],
    ['INVALID_TOPIC_EXCEPTION', { name: 'x'.repeat(250) }],
    ['INVALID_CONFIG', { configs: [{ name: 'no.such.key', value: '1' }] }],
    ['INVALID_CONFIG', { configs: [{ name: 'retention.ms', value: 'long' }] }],
    ['INVALID_CONFIG', { configs: [{ name: 'cleanup.policy', value: 'burn' }] }],
    ['INVALID_REPLICA_ASSIGNMENT', assigned([ABSENT_NODE])],
    ['INVALID_REPLICA_ASSIGNMENT', assigned([])],
    ['INVALID_REQUEST', { ...assigned([ABSENT_NODE]), numPartitions: 1 }],
  ]),
  ...atVersions('DeleteTopics', [1, 6], 'deletes a topic', async (cluster, version) => {
    const { name } = await cluster.createTopic()
    const request = {
      topics: [{ name, topicId: NO_ID }],
      topicNames: [name],
      timeoutMs: TIMEOUT_MS,
    }

    const deleted = await cluster.send(DELETE_TOPICS, version, request)

    expect(deleted.responses).toMatchObject([{ name, errorCode: 0 }])
    expect(await partitionCount(cluster, name, 0)).toBe(0)
  }),
  {
    api: 'DeleteTopics',
    title: 'deletes a topic by its id',
    run: async (cluster) => {
      const { name, id } = await cluster.createTopic()
      const request = { topics: [{ name: null, topicId: id }], timeoutMs: TIMEOUT_MS }

      const { responses } = await cluster.send(DELETE_TOPICS, 6, request)

      expect(responses).toMatchObject([{ name, topicId: id, errorCode: 0 }])
    },
  },
  ...[
    {
      error: 'UNKNOWN_TOPIC_OR_PARTITION',
      topic: { name: 'conformance-of-nothing', topicId: NO_ID },
    },
    { error: 'UNKNOWN_TOPIC_ID', topic: { name: null, topicId: UNKNOWN_ID } },
  ].map(({ error, topic }) => ({
    api: 'DeleteTopics',
    title: `answers ${error} for ${JSON.stringify(topic)}`,
    run: async (cluster: ConformanceCluster) => {
      const request = { topics: [topic], timeoutMs: TIMEOUT_MS }

      const { responses } = await cluster.send(DELETE_TOPICS, 6, request)

      expect(responses.map(({ errorCode }) => errorName(errorCode))).toEqual([error])
    },
  })),
  ...atVersions('CreatePartitions', [0, 3], 'adds partitions', async (cluster, version) => {
    const { name } = await cluster.createTopic()

    expect(await growVerdicts(cluster, { name, count: 4 }, version)).toEqual(['NONE'])
    expect(await partitionCount(cluster, name, 4)).toBe(4)
  }),
  ...growRefusals([
    ['INVALID_PARTITIONS', { count: 2 }],
    ['INVALID_PARTITIONS', { count: 1 }],
    ['UNKNOWN_TOPIC_OR_PARTITION', { name: 'conformance-of-nothing' }],
    ['INVALID_REPLICA_ASSIGNMENT', { assignments: [{ brokerIds: [ABSENT_NODE] }] }],
    ['INVALID_REPLICA_ASSIGNMENT', { assignments: [] }],
  ]),
]

function creatable(name: string, terms: Partial<CreatableTopic> = {}): CreatableTopic {
  return { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], ...terms }
}

function assigned(brokerIds: readonly number[]): Partial<CreatableTopic> {
  const assignments = [{ partitionIndex: 0, brokerIds }]
  return { numPartitions: -1, replicationFactor: -1, assignments }
}

async function createVerdicts(
  cluster: ConformanceCluster,
  topics: readonly CreatableTopic[],
): Promise<string[]> {
  const created = await cluster.send(CREATE_TOPICS, 7, { topics, timeoutMs: TIMEOUT_MS })
  return created.topics.map(({ errorCode }) => errorName(errorCode))
}

function createRefusals(
  rows: readonly (readonly [error: string, terms: Partial<CreatableTopic>])[],
): ConformanceCase[] {
  return rows.map(([error, terms]) => ({
    api: 'CreateTopics',
    title: `answers ${error} to ${JSON.stringify(terms)}`,
    run: async (cluster) => {
      expect(await createVerdicts(cluster, [creatable(cluster.newName(), terms)])).toEqual([error])
    },
  }))
}

interface Growth {
  readonly name: string
  readonly count: number
  readonly assignments?: readonly { brokerIds: readonly number[] }[]
}

async function growVerdicts(
  cluster: ConformanceCluster,
  growth: Growth,
  version = 3,
): Promise<string[]> {
  const topics = [{ assignments: null, ...growth }]
  const request = { topics, timeoutMs: TIMEOUT_MS, validateOnly: false }
  const { results } = await cluster.send(CREATE_PARTITIONS, version, request)
  return results.map(({ errorCode }) => errorName(errorCode))
}

/** Refusals to grow a topic of two partitions to three, unless the row says otherwise. */
function growRefusals(
  rows: readonly (readonly [error: string, terms: Partial<Growth>])[],
): ConformanceCase[] {
  return rows.map(([error, terms]) => ({
    api: 'CreatePartitions',
    title: `answers ${error} to ${JSON.stringify(terms)} for a topic of two partitions`,
    run: async (cluster) => {
      const { name } = await cluster.createTopic({}, 2)

      expect(await growVerdicts(cluster, { name, count: 3, ...terms })).toEqual([error])
    },
  }))
}

/** How many partitions metadata names, asked until it is as many as expected. */
function partitionCount(
  cluster: ConformanceCluster,
  name: string,
  expected: number,
): Promise<number> {
  return cluster.eventually(async () => {
    const request = { topics: [{ name }], allowAutoTopicCreation: false }
    const { topics } = await cluster.send(METADATA, 12, request)
    const count = topics[0]?.partitions.length ?? 0
    return count === expected ? count : undefined
  })
}
