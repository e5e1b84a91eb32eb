import { listOffsetsRequest, listOffsetsResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName } from '../../test/support/error-name.ts'
import { produce } from '../../test/support/produce.ts'
import { testCluster } from '../../test/support/test-cluster.ts'

const LIST_OFFSETS = { request: listOffsetsRequest, response: listOffsetsResponse }
const START = Date.UTC(2026, 0, 1)

function listBody(
  timestamp: number,
  terms: { currentLeaderEpoch?: number; partition?: number } = {},
) {
  const { currentLeaderEpoch = -1, partition: partitionIndex = 0 } = terms
  const partitions = [{ partitionIndex, currentLeaderEpoch, timestamp: BigInt(timestamp) }]
  return { replicaId: -1, topics: [{ name: 't', partitions }] }
}

/** Records at 0, 20, 10 and 30 ms; the first one deleted. */
function clusterWithRecords() {
  const cluster = testCluster()
  for (const delay of [0, 20, 10, 30]) {
    produce(cluster.client(), 't', { timestampMs: START + delay })
  }
  cluster.state.topic('t')?.partitions[0]?.log.deleteBefore(1)
  return cluster
}

describe('ListOffsets', () => {
  it.each([
    ['the end', -1, 4n, -1n],
    ['the start', -2, 1n, -1n],
    ['the latest record', -3, 3n, BigInt(START + 30)],
    ['the start of what is local', -4, 1n, -1n],
    ['the first record since a time', START + 5, 1n, BigInt(START + 20)],
    ['the first record since a time that one has', START + 21, 3n, BigInt(START + 30)],
    ['no record since a time', START + 31, -1n, -1n],
  ])('finds %s', (_what, timestamp, offset, found) => {
    const { client } = clusterWithRecords()

    const { topics } = client().call(LIST_OFFSETS, 8, listBody(timestamp))

    expect(topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, offset, timestamp: found })
  })

  it.each([1, 2, 3, 4, 5, 6, 7])('is spoken in version %i', (version) => {
    const { client } = clusterWithRecords()

    const { topics } = client().call(LIST_OFFSETS, version, listBody(-1))

    expect(topics[0]?.partitions[0]?.offset).toBe(4n)
  })

  it.each([
    ['an unknown partition', 8, listBody(-1, { partition: 3 }), 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['a newer leader epoch', 8, listBody(-1, { currentLeaderEpoch: 4 }), 'UNKNOWN_LEADER_EPOCH'],
    ['the latest record before version 7', 6, listBody(-3), 'UNSUPPORTED_VERSION'],
    ['what is local before version 8', 7, listBody(-4), 'UNSUPPORTED_VERSION'],
    ['a time that nobody defined', 8, listBody(-9), 'UNSUPPORTED_VERSION'],
  ])('refuses %s', (_what, version, body, error) => {
    const { client } = testCluster()

    const { topics } = client().call(LIST_OFFSETS, version, body)

    expect(errorName(topics[0]?.partitions[0]?.errorCode)).toBe(error)
  })

  it('knows no latest record where there is none', () => {
    const { client } = testCluster()

    const { topics } = client().call(LIST_OFFSETS, 7, listBody(-3))

    expect(topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, offset: -1n, timestamp: -1n })
  })

  it('refuses a partition that is asked for twice', () => {
    const { client } = testCluster()

    const { topics } = client().call(LIST_OFFSETS, 7, {
      replicaId: -1,
      topics: [...listBody(-1).topics, ...listBody(-2).topics],
    })

    expect(topics.map(({ partitions }) => errorName(partitions[0]?.errorCode))).toEqual([
      'INVALID_REQUEST',
      'INVALID_REQUEST',
    ])
  })

  it('answers only at the leader', () => {
    const { client } = testCluster({ brokers: 2 })

    const { topics } = client(2).call(LIST_OFFSETS, 7, listBody(-1))

    expect(errorName(topics[0]?.partitions[0]?.errorCode)).toBe('NOT_LEADER_OR_FOLLOWER')
  })
})
