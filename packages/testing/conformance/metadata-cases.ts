import {
  describeClusterRequest,
  describeClusterResponse,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import { expect } from 'vitest'
import { atVersions, type ConformanceCase } from './conformance-case.ts'
import { type ConformanceCluster, errorName } from './conformance-cluster.ts'

const METADATA = { request: metadataRequest, response: metadataResponse }
const DESCRIBE_CLUSTER = { request: describeClusterRequest, response: describeClusterResponse }
const UNKNOWN_ID = 'AAAAAAAAQACAAAAAAAAAAQ'

export const metadataCases: readonly ConformanceCase[] = [
  ...atVersions(
    'Metadata',
    [0, 13],
    'names brokers, leaders and replicas',
    async (cluster, version) => {
      const { name, leaders } = await cluster.createTopic({}, 2)

      const { brokers, topics } = await cluster.send(METADATA, version, { topics: [{ name }] })

      expect(brokers.map(({ nodeId }) => nodeId).sort()).toEqual([...cluster.nodeIds].sort())
      expect(topics).toHaveLength(1)
      expect(topics[0]).toMatchObject({ errorCode: 0, name })
      const partitions = [...(topics[0]?.partitions ?? [])].sort(
        (left, right) => left.partitionIndex - right.partitionIndex,
      )
      expect(partitions.map(({ leaderId }) => leaderId)).toEqual(leaders)
      expect(partitions.map(({ isrNodes }) => isrNodes)).toEqual(leaders.map((leader) => [leader]))
    },
  ),
  {
    api: 'Metadata',
    title: 'lists every topic when asked for none in particular',
    run: async (cluster) => {
      const { name } = await cluster.createTopic()

      const { topics } = await cluster.send(METADATA, 12, { topics: null })
      const { topics: ofOldest } = await cluster.send(METADATA, 0, { topics: [] })
      const { topics: none } = await cluster.send(METADATA, 1, { topics: [] })

      expect(topics.map((topic) => topic.name)).toContain(name)
      expect(ofOldest.map((topic) => topic.name)).toContain(name)
      expect(none).toEqual([])
    },
  },
  {
    api: 'Metadata',
    title: 'finds a topic by its id',
    run: async (cluster) => {
      const { name, id } = await cluster.createTopic()

      const { topics } = await cluster.send(METADATA, 12, { topics: [{ topicId: id, name: null }] })

      expect(topics[0]).toMatchObject({ errorCode: 0, name, topicId: id })
    },
  },
  {
    api: 'Metadata',
    title: 'creates a topic that does not exist when it may',
    run: async (cluster) => {
      const name = cluster.newName()
      const ask = () =>
        cluster.send(METADATA, 12, { topics: [{ name }], allowAutoTopicCreation: true })
      await ask()

      const topic = await cluster.eventually(async () => {
        const found = (await ask()).topics[0]
        return found?.errorCode === 0 ? found : undefined
      })

      expect(topic.name).toBe(name)
      expect(topic.partitions.length).toBeGreaterThan(0)
    },
  },
  ...[
    { error: 'UNKNOWN_TOPIC_OR_PARTITION', topic: { name: 'conformance-of-nothing' } },
    { error: 'INVALID_TOPIC_EXCEPTION', topic: { name: 'no spaces' } },
    { error: 'UNKNOWN_TOPIC_ID', topic: { topicId: UNKNOWN_ID, name: null } },
  ].map(({ error, topic }) => ({
    api: 'Metadata',
    title: `answers ${error} for ${JSON.stringify(topic)}`,
    run: async (cluster: ConformanceCluster) => {
      const request = { topics: [topic], allowAutoTopicCreation: false }

      const { topics } = await cluster.send(METADATA, 12, request)

      expect(topics.map(({ errorCode }) => errorName(errorCode))).toEqual([error])
    },
  })),
  ...atVersions('DescribeCluster', [0, 1], 'names the brokers', async (cluster, version) => {
    const request = { includeClusterAuthorizedOperations: false }

    const answer = await cluster.send(DESCRIBE_CLUSTER, version, request)

    expect(errorName(answer.errorCode)).toBe('NONE')
    expect(answer.clusterId).not.toBe('')
    expect(answer.brokers.map(({ brokerId }) => brokerId).sort()).toEqual(
      [...cluster.nodeIds].sort(),
    )
  }),
]
