import { metadataRequest, metadataResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName } from '../../test/support/error-name.ts'
import { testCluster } from '../../test/support/test-cluster.ts'
import { ZERO_ID } from '../cluster/topic-lookup.ts'

const METADATA = { request: metadataRequest, response: metadataResponse }

describe('Metadata', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])(
    'describes brokers and topics in version %i',
    (version) => {
      const { client, kafka } = testCluster({ brokers: 3 })
      kafka.moveLeader('t', 0, 2)

      const { brokers, topics } = client(3).call(METADATA, version, { topics: null })

      expect(brokers.map(({ nodeId, host, port }) => `${nodeId} ${host}:${port}`)).toEqual([
        '1 127.0.0.1:9092',
        '2 127.0.0.1:9093',
        '3 127.0.0.1:9094',
      ])
      expect(topics).toMatchObject([
        {
          errorCode: 0,
          name: 't',
          partitions: [
            {
              errorCode: 0,
              partitionIndex: 0,
              leaderId: 2,
              replicaNodes: [1, 2, 3],
              isrNodes: [1, 2, 3],
            },
          ],
        },
      ])
      if (version >= 7) expect(topics[0]?.partitions[0]?.leaderEpoch).toBe(1)
    },
  )

  it('means all topics by an empty list in version 0, and none later', () => {
    const { client } = testCluster()

    expect(client().call(METADATA, 0, { topics: [] }).topics.length).toBe(1)
    expect(client().call(METADATA, 1, { topics: [] }).topics).toEqual([])
  })

  it('creates a topic that is asked for, unless the client or the cluster does not want it', () => {
    const { client, kafka } = testCluster({ brokers: 2, defaultPartitions: 3 })
    const ask = (name: string, allowAutoTopicCreation: boolean) =>
      client().call(METADATA, 8, { topics: [{ name }], allowAutoTopicCreation }).topics[0]

    expect(ask('new', true)).toMatchObject({ errorCode: 0, name: 'new' })
    expect(ask('new', false)?.partitions.map(({ replicaNodes }) => replicaNodes.length)).toEqual([
      2, 2, 2,
    ])
    expect(errorName(ask('unwanted', false)?.errorCode)).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    expect(kafka.cluster.state.topics.map(({ name }) => name)).toEqual(['t', 'new'])

    const strict = testCluster({ autoCreateTopics: false })
    const { topics } = strict.client().call(METADATA, 8, { topics: [{ name: 'new' }] })
    expect(errorName(topics[0]?.errorCode)).toBe('UNKNOWN_TOPIC_OR_PARTITION')
  })

  it('answers each topic on its own', () => {
    const { client } = testCluster()

    const { topics } = client().call(METADATA, 8, {
      topics: [{ name: 'bad name' }, { name: 't' }, { name: 'gone' }],
      allowAutoTopicCreation: false,
    })

    expect(topics.map(({ name, errorCode }) => [name, errorName(errorCode)])).toEqual([
      ['bad name', 'INVALID_TOPIC_EXCEPTION'],
      ['t', 'NONE'],
      ['gone', 'UNKNOWN_TOPIC_OR_PARTITION'],
    ])
  })

  it('finds topics by their ids', () => {
    const { client, state } = testCluster()
    const topicId = state.topic('t')?.id ?? ''

    const { topics } = client().call(METADATA, 12, {
      topics: [
        { topicId, name: null },
        { topicId: 'AAAAAAAAAAAAAAAAAAAAAQ', name: null },
        { topicId: ZERO_ID, name: 't' },
      ],
    })

    expect(topics.map(({ name, errorCode }) => [name, errorName(errorCode)])).toEqual([
      ['t', 'NONE'],
      [null, 'UNKNOWN_TOPIC_ID'],
      ['t', 'NONE'],
    ])
    expect(topics[0]?.topicId).toBe(topicId)
  })

  it('shows what a dead broker means for its partitions', async () => {
    const { client, kafka } = testCluster({ brokers: 2 })
    kafka.createTopic('alone', { partitions: 1, replicationFactor: 1 })

    await kafka.kill(1)

    const response = client(2).call(METADATA, 8, { topics: null })
    expect(response.brokers.map(({ nodeId }) => nodeId)).toEqual([2])
    expect(response.controllerId).toBe(2)
    expect(response.topics.map(({ name, partitions }) => [name, partitions[0]])).toMatchObject([
      ['t', { errorCode: 0, leaderId: 2, isrNodes: [2], offlineReplicas: [1] }],
      ['alone', { errorCode: 5, leaderId: -1, offlineReplicas: [1] }],
    ])
  })
})
