import {
  brokerErrorCode,
  type PartitionProduceData,
  type PartitionProduceResponse,
  type ProduceRequest,
  type ProduceResponse,
  produceRequest,
  produceResponse,
  type TopicProduceData,
} from '@headwater/protocol'
import { apiRoute, type Reply } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import { NO_LEADER, type Partition } from '../cluster/partition.ts'
import type { AppendResult } from '../cluster/partition-log.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import { type IncomingBatch, takeSingleBatch } from '../cluster/single-batch.ts'
import type { Topic } from '../cluster/topic.ts'
import { requireLeader, requirePartition, requireTopic } from '../cluster/topic-lookup.ts'
import { awaitReplicas, type PendingAppends, refusalAfterAppend } from './await-replicas.ts'
import { catchRefusal } from './catch-refusal.ts'
import { leaderHint, nodeEndpoints } from './leader-hint.ts'
import { noteAttempt } from './note-attempt.ts'

const ACKS_ALL = -1
const ACKS_NONE = 0
const ACKS_LEADER = 1

/** Versions below 3 are advertised but not served: librdkafka before 2.11.1 needs to see them, as in Kafka 4. */
export const produceApi = apiRoute({
  request: produceRequest,
  response: produceResponse,
  minVersion: 3,
  maxVersion: 13,
  advertisedFrom: 0,
  refusesByPartition: true,
  handle: produce,
  refuse: (request, refusal) => {
    if (request.acks === ACKS_NONE) return undefined
    return { responses: request.topicData.map((topic) => topicResponse(topic, () => refusal)) }
  },
})

function produce(
  request: ProduceRequest,
  context: RequestContext,
  reply: Reply<ProduceResponse>,
): void {
  const pending: PendingAppends = new Map()
  const responses = request.topicData.map((topicData) =>
    topicResponse(topicData, (data) => append(data, { topicData, request, pending }, context)),
  )
  if (request.acks === ACKS_NONE) return answerNobody(responses, reply)
  if (pending.size === 0) return answer(responses, context, reply)
  awaitReplicas(pending, request.timeoutMs, context, () => {
    const settled = responses.map(({ partitionResponses, ...topic }) => ({
      ...topic,
      partitionResponses: partitionResponses.map((response) => settle(response, pending, context)),
    }))
    answer(settled, context, reply)
  })
}

function answer(
  responses: ProduceResponse['responses'],
  context: RequestContext,
  reply: Reply<ProduceResponse>,
): void {
  const leaders = responses.flatMap(({ partitionResponses }) =>
    partitionResponses.map(({ currentLeader }) => currentLeader?.leaderId ?? -1),
  )
  reply.send({ responses, nodeEndpoints: nodeEndpoints(context, leaders) })
}

/** Nobody reads an error with acks 0; the closed connection makes the client look at its metadata again. */
function answerNobody(
  responses: ProduceResponse['responses'],
  reply: Reply<ProduceResponse>,
): void {
  const failed = responses.some(({ partitionResponses }) =>
    partitionResponses.some(({ errorCode }) => errorCode !== 0),
  )
  if (failed) reply.disconnect()
  else reply.sendNothing()
}

/** The answer after the followers were waited for: as it was, or why they do not have it. */
function settle(
  response: PartitionProduceResponse,
  pending: PendingAppends,
  context: RequestContext,
): PartitionProduceResponse {
  const append = pending.get(response)
  const refusal = append && refusalAfterAppend(append)
  if (append === undefined || refusal === undefined) return response
  return refusedWithHint(response.index, refusal, leaderHint(context, append.partition))
}

function topicResponse(
  topic: TopicProduceData,
  respond: (data: PartitionProduceData) => PartitionProduceResponse | BrokerRefusal,
): ProduceResponse['responses'][number] {
  const partitionResponses = topic.partitionData.map((data) => {
    const response = respond(data)
    return response instanceof BrokerRefusal ? refused(data.index, response) : response
  })
  return topic.topicId === undefined
    ? { name: topic.name ?? '', partitionResponses }
    : { topicId: topic.topicId, partitionResponses }
}

interface AppendRequest {
  readonly topicData: TopicProduceData
  readonly request: ProduceRequest
  /** Gets the answers that wait for followers. */
  readonly pending: PendingAppends
}

function append(
  data: PartitionProduceData,
  appendRequest: AppendRequest,
  context: RequestContext,
): PartitionProduceResponse {
  const { index } = data
  const { topicData } = appendRequest
  return catchRefusal(
    () => {
      const topic = requireTopic(context.state, topicData)
      const partition = requirePartition(topic, index)
      return catchRefusal(
        () => appendToPartition(data, { ...appendRequest, topic, partition }, context),
        (refusal) => {
          const response = refusedWithHint(index, refusal, leaderHint(context, partition))
          const hintedLeader = response.currentLeader?.leaderId ?? NO_LEADER
          const where = { topic: topic.name, topicId: topic.id, partition, hintedLeader }
          noteAttempt(data, { ...where, verdict: refusal.error, baseOffset: -1 }, context)
          return response
        },
      )
    },
    (refusal) => {
      const topic = topicData.name ?? topicData.topicId ?? ''
      const nowhere = { topic, topicId: '', partition: undefined, hintedLeader: NO_LEADER }
      noteAttempt(data, { ...nowhere, verdict: refusal.error, baseOffset: -1 }, context)
      return refused(index, refusal)
    },
  )
}

interface AppendTarget extends AppendRequest {
  readonly topic: Topic
  readonly partition: Partition
}

function appendToPartition(
  data: PartitionProduceData,
  { topic, partition, request, pending }: AppendTarget,
  context: RequestContext,
): PartitionProduceResponse {
  const { acks } = request
  const injected = context.injectedRefusal(topic.name, data.index)
  if (injected !== undefined) throw injected
  const batch = takeSingleBatch(data.records, context.apiVersion)
  if (batch.header.transactional) {
    throw new BrokerRefusal(
      'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
      'This cluster has no transactions',
    )
  }
  requireAcks(acks)
  requireLeader(context, partition)
  requireInSyncReplicas(topic, partition, acks)
  const now = context.clock.wallTime()
  const rules = topic.config.batchRules
  const result = partition.log.append(batch, rules, partition.leaderEpoch, now)
  const { kind: verdict, baseOffset } = result
  const where = { topic: topic.name, topicId: topic.id, partition, hintedLeader: NO_LEADER }
  noteAttempt(data, { ...where, verdict, baseOffset }, context)
  context.replication.appended(partition)
  reportReusedSequence(result, batch, { topic, partition }, context)
  const response = {
    index: data.index,
    errorCode: 0,
    baseOffset: BigInt(result.baseOffset),
    logAppendTimeMs: BigInt(result.appendTime),
    logStartOffset: BigInt(partition.log.startOffset),
  }
  const { endOffset } = result
  if (acks === ACKS_ALL && endOffset > partition.log.highWatermark) {
    const { leaderEpoch } = partition
    pending.set(response, { topic, partition, endOffset, leaderEpoch })
  }
  return response
}

function reportReusedSequence(
  { sameBytes }: AppendResult,
  { header }: IncomingBatch,
  { topic, partition }: Pick<AppendTarget, 'topic' | 'partition'>,
  context: RequestContext,
): void {
  if (sameBytes) return
  const { producerId, producerEpoch, baseSequence } = header
  context.reportViolation({
    kind: 'SEQUENCE_REUSED',
    topic: topic.name,
    partition: partition.index,
    producerId,
    producerEpoch,
    baseSequence,
  })
}

function requireAcks(acks: number): void {
  if (acks !== ACKS_ALL && acks !== ACKS_NONE && acks !== ACKS_LEADER) {
    throw new BrokerRefusal('INVALID_REQUIRED_ACKS', `acks is -1, 0 or 1, not ${acks}`)
  }
}

function requireInSyncReplicas(topic: Topic, partition: Partition, acks: number): void {
  const inSync = partition.inSyncReplicas.length
  const needed = topic.config.minInsyncReplicas
  if (acks === ACKS_ALL && inSync < needed) {
    const message = `${inSync} replicas are in sync, min.insync.replicas is ${needed}`
    throw new BrokerRefusal('NOT_ENOUGH_REPLICAS', message)
  }
}

function refusedWithHint(
  index: number,
  refusal: BrokerRefusal,
  currentLeader: ReturnType<typeof leaderHint>,
): PartitionProduceResponse {
  const response = refused(index, refusal)
  return refusal.error === 'NOT_LEADER_OR_FOLLOWER' ? { ...response, currentLeader } : response
}

function refused(index: number, refusal: BrokerRefusal): PartitionProduceResponse {
  return {
    index,
    errorCode: brokerErrorCode(refusal.error),
    baseOffset: -1n,
    recordErrors: refusal.recordErrors,
    errorMessage: refusal.message,
  }
}
