import {
  brokerErrorCode,
  type MetadataRequest,
  type MetadataResponsePartition,
  type MetadataResponseTopic,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import type { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { PartitionView, TopicView } from '../cluster/cluster-view.ts'
import { NO_LEADER } from '../cluster/partition.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import { requireTopicView, type TopicReference, viewOf, ZERO_ID } from '../cluster/topic-lookup.ts'
import { requireTopicName } from '../cluster/topic-name.ts'
import { catchRefusal } from './catch-refusal.ts'
import { firstOfEach } from './duplicates.ts'

const WHOLE_TOPIC = -1

/** A topic that a request creates is there in the answer; Apache Kafka's first answer has not heard of it yet. */
export const metadataApi = apiRoute({
  request: metadataRequest,
  response: metadataResponse,
  minVersion: 0,
  maxVersion: 13,
  refusesByPartition: true,
  handle: (request, context, reply) =>
    reply.send({ ...clusterPart(context), topics: topicsAsked(request, context) }),
  refuse: (request, refusal, context) => ({
    ...clusterPart(context),
    topics: (request.topics ?? []).map((asked) => refused(asked, refusal, context)),
    errorCode: brokerErrorCode(refusal.error),
  }),
})

function clusterPart(context: RequestContext) {
  const { advertisedNodes, clusterId } = viewOf(context)
  const brokers = advertisedNodes.map(({ nodeId, host, port }) => ({
    nodeId,
    host,
    port,
    rack: null,
  }))
  return { brokers, clusterId, controllerId: brokers[0]?.nodeId ?? NO_LEADER }
}

function topicsAsked(request: MetadataRequest, context: RequestContext): MetadataResponseTopic[] {
  const { topics } = request
  // Null means all; version 0 cannot say null and says so with an empty list.
  const all = topics === null || (context.apiVersion === 0 && topics.length === 0)
  const mayCreate = context.autoCreateTopics && (request.allowAutoTopicCreation ?? true)
  const asked: readonly TopicReference[] = all
    ? viewOf(context).topics.map(({ name }) => ({ name }))
    : firstOfEach(topics, referenceKey)
  return asked.map((reference) =>
    catchRefusal(
      () =>
        describedTopic(
          findTopic(named(reference), mayCreate ? 'create' : 'find', context),
          context,
        ),
      (refusal) => refused(reference, refusal, context),
    ),
  )
}

function referenceKey({ name, topicId }: TopicReference): string {
  return `${topicId ?? ZERO_ID} ${name ?? ''}`
}

/** From version 10 on a topic may be named by either; an id of zeros is none. */
function named({ name, topicId }: TopicReference): TopicReference {
  return topicId === undefined || topicId === ZERO_ID ? { name: name ?? '' } : { topicId }
}

function findTopic(
  reference: TopicReference,
  whenMissing: 'create' | 'find',
  context: RequestContext,
): TopicView {
  const { state } = context
  const { name } = reference
  if (typeof name !== 'string') return requireTopicView(context, reference)
  const injected = context.injectedRefusal(name, WHOLE_TOPIC)
  if (injected !== undefined) throw injected
  if (whenMissing === 'create' && state.topic(name) === undefined) state.createTopic({ name })
  else requireTopicName(name)
  return requireTopicView(context, reference)
}

function describedTopic(topic: TopicView, context: RequestContext): MetadataResponseTopic {
  const listed = new Set(viewOf(context).advertisedNodes.map(({ nodeId }) => nodeId))
  return {
    errorCode: 0,
    name: topic.name,
    topicId: topic.id,
    partitions: topic.partitions.map((partition) => describedPartition(partition, listed)),
  }
}

/** A leader that the answer does not list is none for the client, as in Kafka. */
function describedPartition(
  partition: PartitionView,
  listed: ReadonlySet<number>,
): MetadataResponsePartition {
  const { index, leader, leaderEpoch, replicas, inSyncReplicas } = partition
  const hasLeader = listed.has(leader)
  return {
    errorCode: hasLeader ? 0 : brokerErrorCode('LEADER_NOT_AVAILABLE'),
    partitionIndex: index,
    leaderId: hasLeader ? leader : NO_LEADER,
    leaderEpoch,
    replicaNodes: replicas,
    isrNodes: inSyncReplicas,
    offlineReplicas: replicas.filter((nodeId) => !listed.has(nodeId)),
  }
}

function refused(
  asked: TopicReference,
  refusal: BrokerRefusal,
  { apiVersion }: RequestContext,
): MetadataResponseTopic {
  const { name, topicId } = asked
  return {
    errorCode: brokerErrorCode(refusal.error),
    name: name ?? (apiVersion >= 12 ? null : ''),
    topicId: topicId ?? ZERO_ID,
    partitions: [],
  }
}
