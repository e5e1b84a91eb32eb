import { BrokerRefusal } from './broker-refusal.ts'
import type { ClusterState } from './cluster-state.ts'
import type { Partition } from './partition.ts'
import type { RequestContext } from './request-context.ts'
import type { Topic } from './topic.ts'

/** What "no topic id" looks like on the wire. */
export const ZERO_ID = 'AAAAAAAAAAAAAAAAAAAAAA'

/** A client that does not know a partition's leader epoch says so with this. */
const ANY_LEADER_EPOCH = -1

/** A topic as requests name it: by name, or by id in the versions since KIP-516. */
export interface TopicReference {
  readonly name?: string | null | undefined
  readonly topicId?: string | undefined
}

/** @throws {BrokerRefusal} `UNKNOWN_TOPIC_OR_PARTITION`, or `UNKNOWN_TOPIC_ID` when it was named by its id. */
export function requireTopic(state: ClusterState, reference: TopicReference): Topic {
  const { name, topicId } = reference
  if (typeof name === 'string') {
    const topic = state.topic(name)
    if (topic !== undefined) return topic
    throw new BrokerRefusal('UNKNOWN_TOPIC_OR_PARTITION', 'This server does not host this topic')
  }
  const topic = topicId === undefined ? undefined : state.topicById(topicId)
  if (topic !== undefined) return topic
  throw new BrokerRefusal('UNKNOWN_TOPIC_ID', 'This server does not host this topic ID')
}

/** @throws {BrokerRefusal} `UNKNOWN_TOPIC_OR_PARTITION` */
export function requirePartition(topic: Topic, index: number): Partition {
  const partition = topic.partitions[index]
  if (partition !== undefined) return partition
  const message = `Topic ${topic.name} has no partition ${index}`
  throw new BrokerRefusal('UNKNOWN_TOPIC_OR_PARTITION', message)
}

/**
 * @param currentLeaderEpoch What the client believes (KIP-320), or −1.
 * @throws {BrokerRefusal} `NOT_LEADER_OR_FOLLOWER`, `FENCED_LEADER_EPOCH`, `UNKNOWN_LEADER_EPOCH`
 */
export function requireLeader(
  context: RequestContext,
  partition: Partition,
  currentLeaderEpoch = ANY_LEADER_EPOCH,
): void {
  if (partition.leader !== context.node.nodeId) {
    const message = `Node ${context.node.nodeId} does not lead partition ${partition.index}`
    throw new BrokerRefusal('NOT_LEADER_OR_FOLLOWER', message)
  }
  if (currentLeaderEpoch === ANY_LEADER_EPOCH) return
  if (currentLeaderEpoch < partition.leaderEpoch) {
    throw new BrokerRefusal('FENCED_LEADER_EPOCH', `The leader epoch is ${partition.leaderEpoch}`)
  }
  if (currentLeaderEpoch > partition.leaderEpoch) {
    throw new BrokerRefusal('UNKNOWN_LEADER_EPOCH', `The leader epoch is ${partition.leaderEpoch}`)
  }
}
