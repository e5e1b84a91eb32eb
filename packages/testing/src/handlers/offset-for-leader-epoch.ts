import {
  brokerErrorCode,
  type OffsetForLeaderEpochRequest,
  type OffsetForLeaderPartition,
  offsetForLeaderEpochRequest,
  offsetForLeaderEpochResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import type { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import { requireLeader, requirePartition, requireTopic } from '../cluster/topic-lookup.ts'
import { catchRefusal } from './catch-refusal.ts'

export const offsetForLeaderEpochApi = apiRoute({
  request: offsetForLeaderEpochRequest,
  response: offsetForLeaderEpochResponse,
  minVersion: 2,
  maxVersion: 4,
  handle: (request, context, reply) =>
    reply.send(answerEach(request, (topic, asked) => findEnd(topic, asked, context))),
  refuse: (request, refusal) =>
    answerEach(request, (_topic, { partition }) => refused(partition, refusal)),
})

type Answer = ReturnType<typeof refused>

function answerEach(
  request: OffsetForLeaderEpochRequest,
  answer: (topic: string, asked: OffsetForLeaderPartition) => Answer,
) {
  const topics = request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((asked) => answer(topic, asked)),
  }))
  return { throttleTimeMs: 0, topics }
}

function findEnd(name: string, asked: OffsetForLeaderPartition, context: RequestContext): Answer {
  return catchRefusal(
    () => {
      const partition = requirePartition(requireTopic(context.state, { name }), asked.partition)
      requireLeader(context, partition, asked.currentLeaderEpoch)
      const end = partition.log.endOfEpoch(asked.leaderEpoch)
      const found =
        end === undefined ? {} : { leaderEpoch: end.epoch, endOffset: BigInt(end.endOffset) }
      return { errorCode: 0, partition: asked.partition, ...found }
    },
    (refusal) => refused(asked.partition, refusal),
  )
}

function refused(partition: number, refusal: BrokerRefusal) {
  return { errorCode: brokerErrorCode(refusal.error), partition }
}
