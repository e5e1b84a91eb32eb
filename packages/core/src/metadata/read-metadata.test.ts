import type { MetadataResponse, MetadataResponsePartition } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { readMetadata } from './read-metadata.ts'

const TOPIC_ID = 'Xq0bZ2tQTnOZ1oHc3tPZ9w'

function partition(
  partitionIndex: number,
  leaderId = 1,
  leaderEpoch = 5,
): MetadataResponsePartition {
  return { errorCode: 0, partitionIndex, leaderId, leaderEpoch, replicaNodes: [], isrNodes: [] }
}

function response(
  partitions: readonly MetadataResponsePartition[],
  changes: Partial<MetadataResponse> = {},
): MetadataResponse {
  return {
    brokers: [
      { nodeId: 2, host: 'two', port: 9092 },
      { nodeId: 1, host: 'one', port: 9092 },
    ],
    clusterId: 'cluster',
    controllerId: 2,
    topics: [{ errorCode: 0, name: 'orders', topicId: TOPIC_ID, partitions }],
    ...changes,
  }
}

const UNREADABLE = { code: -1, name: 'UNKNOWN_SERVER_ERROR', retriable: true }

describe('readMetadata', () => {
  it('puts partitions at their own index, whatever their order', () => {
    const heard = readMetadata(response([partition(1, 2, 7), partition(0)]))

    expect(heard.topics.get('orders')).toEqual({
      name: 'orders',
      topicId: TOPIC_ID,
      partitions: [
        { partition: 0, leaderId: 1, leaderEpoch: 5 },
        { partition: 1, leaderId: 2, leaderEpoch: 7 },
      ],
    })
  })

  it('lists brokers in the order of their ids', () => {
    const heard = readMetadata(response([partition(0)]))

    expect(heard.brokers.map(({ nodeId }) => nodeId)).toEqual([1, 2])
    expect(heard.controllerId).toBe(2)
    expect(heard.clusterId).toBe('cluster')
  })

  it('knows no leader that is not among the brokers', () => {
    const heard = readMetadata(response([partition(0, 9), partition(1, -1)]))

    expect(heard.topics.get('orders')).toMatchObject({
      partitions: [{ leaderId: -1 }, { leaderId: -1 }],
    })
  })

  it.each([
    ['are none', []],
    ['leave one out', [partition(0), partition(2)]],
    ['name one twice', [partition(0), partition(0)]],
    ['have a negative index', [partition(0), partition(-1)]],
    ['have an absurd index', [partition(0), partition(2_147_483_647)]],
  ])('treats a topic as errored whose partitions %s', (_, partitions) => {
    const heard = readMetadata(response(partitions))

    expect(heard.topics.get('orders')).toEqual(UNREADABLE)
  })

  it('keeps an error to its topic', () => {
    const heard = readMetadata(
      response([], {
        topics: [
          { errorCode: 29, name: 'secret', partitions: [] },
          { errorCode: 0, name: 'orders', topicId: TOPIC_ID, partitions: [partition(0)] },
        ],
      }),
    )

    expect(heard.topics.get('secret')).toMatchObject({
      name: 'TOPIC_AUTHORIZATION_FAILED',
      retriable: false,
    })
    expect(heard.topics.get('orders')).toHaveProperty('partitions')
  })

  it('takes topics by any name, and none without (S57)', () => {
    const heard = readMetadata(
      response([], {
        topics: [
          { errorCode: 0, name: '__proto__', partitions: [partition(0)] },
          { errorCode: 100, name: null, partitions: [] },
        ],
      }),
    )

    expect([...heard.topics.keys()]).toEqual(['__proto__'])
    expect(Object.hasOwn(Object.prototype, '0')).toBe(false)
  })

  it('gives the id of no topic where the broker is too old to tell', () => {
    const heard = readMetadata(
      response([], { topics: [{ errorCode: 0, name: 'old', partitions: [partition(0)] }] }),
    )

    expect(heard.topics.get('old')).toMatchObject({ topicId: 'AAAAAAAAAAAAAAAAAAAAAA' })
  })

  it('leaves out brokers that cannot be dialed', () => {
    const heard = readMetadata(
      response([partition(0)], {
        brokers: [
          { nodeId: -1, host: 'one', port: 9092 },
          { nodeId: 3, host: '', port: 9092 },
          { nodeId: 4, host: 'four', port: 0 },
          { nodeId: 5, host: 'five\r\nX: y', port: 9092 },
          { nodeId: 6, host: '::1', port: 9092 },
        ],
      }),
    )

    expect(heard.brokers).toEqual([{ nodeId: 6, host: '::1', port: 9092 }])
  })

  it.each([
    ['none', []],
    ['none that can be dialed', [{ nodeId: 1, host: '', port: 9092 }]],
    [
      'absurdly many',
      Array.from({ length: 10_001 }, (_, nodeId) => ({ nodeId, host: 'h', port: 9092 })),
    ],
  ])('refuses a response with brokers: %s', (_, brokers) => {
    expect(() => readMetadata(response([partition(0)], { brokers }))).toThrow(
      expect.objectContaining({ code: 'BROKER_REJECTED', retriable: true }),
    )
  })
})
