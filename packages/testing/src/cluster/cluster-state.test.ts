import { describe, expect, it } from 'vitest'
import { ClusterState, MAX_PARTITIONS } from './cluster-state.ts'
import { NO_LEADER } from './partition.ts'
import type { Topic } from './topic.ts'

function clusterOf(brokers: number): ClusterState {
  return new ClusterState({
    nodes: Array.from({ length: brokers }, (_, index) => ({
      nodeId: index + 1,
      host: '127.0.0.1',
      port: 9092 + index,
    })),
    defaultPartitions: 2,
    defaultReplicationFactor: brokers,
    retentionBytes: 1_000_000,
    random: { next: Math.random },
    onTopicDeleted: () => {},
  })
}

function leadership(topic: Topic) {
  return topic.partitions.map(({ leader, leaderEpoch }) => [leader, leaderEpoch])
}

function kill(state: ClusterState, nodeId: number): void {
  const node = state.node(nodeId)
  if (node !== undefined) state.nodeDied(node)
}

describe('ClusterState', () => {
  it('spreads replicas so that the brokers lead in turn', () => {
    const topic = clusterOf(3).createTopic({ name: 't', partitions: 4, replicationFactor: 2 })

    expect(topic.partitions.map(({ replicas }) => replicas)).toEqual([
      [1, 2],
      [2, 3],
      [3, 1],
      [1, 2],
    ])
    expect(leadership(topic)).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [1, 0],
    ])
    expect(topic.id).toMatch(/^[A-Za-z0-9_-]{22}$/)
  })

  it('elects the next replica under a new epoch when a broker dies, and moves nothing back', () => {
    const state = clusterOf(3)
    const topic = state.createTopic({ name: 't', partitions: 3 })

    kill(state, 1)
    expect(leadership(topic)).toEqual([
      [2, 1],
      [2, 0],
      [3, 0],
    ])
    expect(topic.partitions[1]?.inSyncReplicas).toEqual([2, 3])

    const node = state.node(1)
    if (node !== undefined) state.nodeReturned(node)
    expect(leadership(topic)).toEqual([
      [2, 1],
      [2, 0],
      [3, 0],
    ])
    expect(topic.partitions[1]?.inSyncReplicas).toEqual([2, 3, 1])
  })

  it('leaves a partition without a leader while all its replicas are dead', () => {
    const state = clusterOf(2)
    const topic = state.createTopic({ name: 't', partitions: 1, replicationFactor: 1 })

    kill(state, 1)
    expect(leadership(topic)).toEqual([[NO_LEADER, 1]])
    expect(topic.partitions[0]?.inSyncReplicas).toEqual([1])

    const node = state.node(1)
    if (node !== undefined) state.nodeReturned(node)
    expect(leadership(topic)).toEqual([[1, 2]])
  })

  it('moves leadership only to a replica that is alive', () => {
    const state = clusterOf(3)
    const topic = state.createTopic({ name: 't', partitions: 1, replicationFactor: 2 })
    const [partition] = topic.partitions
    if (partition === undefined) throw new Error('No partition')

    state.moveLeader(topic, partition, 2)
    expect(leadership(topic)).toEqual([[2, 1]])
    expect(() => state.moveLeader(topic, partition, 3)).toThrow(RangeError)
    kill(state, 1)
    expect(() => state.moveLeader(topic, partition, 1)).toThrow(RangeError)
  })

  it('never gives the same producer id twice', () => {
    const state = clusterOf(1)

    expect([state.takeProducer(), state.takeProducer()]).toEqual([
      { producerId: 0n, producerEpoch: 0 },
      { producerId: 1n, producerEpoch: 0 },
    ])
  })

  it.each([
    [{ name: 'bad name' }, 'INVALID_TOPIC_EXCEPTION'],
    [{ name: 'taken.name' }, 'TOPIC_ALREADY_EXISTS'],
    [{ name: 'taken_name' }, 'INVALID_TOPIC_EXCEPTION'],
    [{ name: 't', partitions: 0 }, 'INVALID_PARTITIONS'],
    [{ name: 't', replicationFactor: 0 }, 'INVALID_REPLICATION_FACTOR'],
    [{ name: 't', replicationFactor: 4 }, 'INVALID_REPLICATION_FACTOR'],
    [{ name: 't', partitions: MAX_PARTITIONS }, 'POLICY_VIOLATION'],
    [{ name: 't', assignments: [[1, 1]] }, 'INVALID_REPLICA_ASSIGNMENT'],
    [{ name: 't', assignments: [[9]] }, 'INVALID_REPLICA_ASSIGNMENT'],
    [{ name: 't', assignments: [[]] }, 'INVALID_REPLICA_ASSIGNMENT'],
    [{ name: 't', config: new Map([['nonsense', '1']]) }, 'INVALID_CONFIG'],
  ])('refuses the topic %j with %s', (topic, error) => {
    const state = clusterOf(3)
    state.createTopic({ name: 'taken.name' })

    expect(() => state.createTopic(topic)).toThrow(expect.objectContaining({ error }))
    expect(state.topics.map(({ name }) => name)).toEqual(['taken.name'])
  })

  it('lets names that were deleted be used again, by a topic with another id', () => {
    const state = clusterOf(1)
    const first = state.createTopic({ name: 'a.b' })

    state.deleteTopic(first)
    const second = state.createTopic({ name: 'a_b' })

    expect(state.topicById(first.id)).toBeUndefined()
    expect(state.topicById(second.id)).toBe(second)
  })

  it('counts deleted partitions as free', () => {
    const state = clusterOf(1)
    const large = { name: 'large', partitions: MAX_PARTITIONS }
    state.deleteTopic(state.createTopic(large))

    expect(state.createTopic(large).partitions.length).toBe(MAX_PARTITIONS)
  })

  it('extends a topic with the replication factor that it has', () => {
    const state = clusterOf(3)
    const topic = state.createTopic({ name: 't', partitions: 1, replicationFactor: 2 })

    state.addPartitions(topic, 3)

    expect(topic.partitions.map(({ replicas }) => replicas)).toEqual([
      [1, 2],
      [2, 3],
      [3, 1],
    ])
    expect(() => state.addPartitions(topic, 3)).toThrow(
      expect.objectContaining({ error: 'INVALID_PARTITIONS' }),
    )
    expect(() => state.addPartitions(topic, 5, [[1]])).toThrow(
      expect.objectContaining({ error: 'INVALID_REPLICA_ASSIGNMENT' }),
    )
  })

  it('refuses partitions that too few brokers are alive for, rather than make some without a replica', () => {
    const state = clusterOf(3)
    const topic = state.createTopic({ name: 't', partitions: 1, replicationFactor: 2 })
    kill(state, 2)
    kill(state, 3)

    expect(() => state.addPartitions(topic, 2)).toThrow(
      expect.objectContaining({ error: 'INVALID_REPLICATION_FACTOR' }),
    )
    expect(topic.partitions).toHaveLength(1)
  })
})
