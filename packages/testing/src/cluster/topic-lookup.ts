import { BrokerRefusal } from './broker-refusal.ts'
import type { ClusterState } from './cluster-state.ts'
import type { ClusterView, TopicView } from './cluster-view.ts'
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

/** What the broker that was asked takes for the state of the cluster. */
export function viewOf({ node, state }: RequestContext): ClusterView {
  return node.belief ?? state
}

/** @throws {BrokerRefusal} `UNKNOWN_TOPIC_OR_PARTITION`, or `UNKNOWN_TOPIC_ID` when it was named by its id. */
export function requireTopic(state: ClusterState, reference: TopicReference): Topic {
  const { name, topicId } = reference
  if (typeof name === 'string') return state.topic(name) ?? refuseTopic(reference)
  return (topicId === undefined ? undefined : state.topicById(topicId)) ?? refuseTopic(reference)
}

/** As {@link requireTopic}, for what the broker that was asked knows. */
export function requireTopicView(context: RequestContext, reference: TopicReference): TopicView {
  const { name, topicId } = reference
  const view = viewOf(context)
  if (typeof name === 'string') return view.topic(name) ?? refuseTopic(reference)
  return (topicId === undefined ? undefined : view.topicById(topicId)) ?? refuseTopic(reference)
}

function refuseTopic({ name }: TopicReference): never {
  if (typeof name === 'string') {
    throw new BrokerRefusal('UNKNOWN_TOPIC_OR_PARTITION', 'This server does not host this topic')
  }
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
 * A broker leads only what it knows that it leads: one with old metadata refuses what became its own in the meantime.
 *
 * @param currentLeaderEpoch What the client believes (KIP-320), or −1.
 * @throws {BrokerRefusal} `NOT_LEADER_OR_FOLLOWER`, `FENCED_LEADER_EPOCH`, `UNKNOWN_LEADER_EPOCH`, `KAFKA_STORAGE_ERROR`,
 *   and `UNKNOWN_TOPIC_OR_PARTITION` when the broker has not heard of the partition yet.
 */
export function requireLeader(
  { node }: RequestContext,
  partition: Partition,
  currentLeaderEpoch = ANY_LEADER_EPOCH,
): void {
  const known = node.belief === undefined ? partition : node.belief.partition(partition)
  if (known === undefined) {
    const message = `Node ${node.nodeId} has not heard of partition ${partition.index}`
    throw new BrokerRefusal('UNKNOWN_TOPIC_OR_PARTITION', message)
  }
  if (partition.leader !== node.nodeId || known.leader !== node.nodeId) {
    const message = `Node ${node.nodeId} does not lead partition ${partition.index}`
    throw new BrokerRefusal('NOT_LEADER_OR_FOLLOWER', message)
  }
  if (node.diskFailed) {
    throw new BrokerRefusal('KAFKA_STORAGE_ERROR', `The disk of node ${node.nodeId} has failed`)
  }
  if (currentLeaderEpoch === ANY_LEADER_EPOCH) return
  if (currentLeaderEpoch < partition.leaderEpoch) {
    throw new BrokerRefusal('FENCED_LEADER_EPOCH', `The leader epoch is ${partition.leaderEpoch}`)
  }
  if (currentLeaderEpoch > partition.leaderEpoch) {
    throw new BrokerRefusal('UNKNOWN_LEADER_EPOCH', `The leader epoch is ${partition.leaderEpoch}`)
  }
}
