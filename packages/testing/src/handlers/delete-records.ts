import {
  brokerErrorCode,
  type DeleteRecordsPartition,
  type DeleteRecordsPartitionResult,
  type DeleteRecordsRequest,
  deleteRecordsRequest,
  deleteRecordsResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import { entriesOf } from '../cluster/topic-config.ts'
import { requireLeader, requirePartition, requireTopic } from '../cluster/topic-lookup.ts'
import { catchRefusal } from './catch-refusal.ts'

const TO_THE_END = -1n
const NO_LOW_WATERMARK = -1n

export const deleteRecordsApi = apiRoute({
  request: deleteRecordsRequest,
  response: deleteRecordsResponse,
  minVersion: 0,
  maxVersion: 2,
  handle: (request, context, reply) =>
    reply.send(answerEach(request, (topic, asked) => deleteRecords(topic, asked, context))),
  refuse: (request, refusal) =>
    answerEach(request, (_topic, { partitionIndex }) => refused(partitionIndex, refusal)),
})

function answerEach(
  request: DeleteRecordsRequest,
  answer: (topic: string, asked: DeleteRecordsPartition) => DeleteRecordsPartitionResult,
) {
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((asked) => answer(name, asked)),
  }))
  return { throttleTimeMs: 0, topics }
}

function deleteRecords(
  name: string,
  { partitionIndex, offset }: DeleteRecordsPartition,
  context: RequestContext,
): DeleteRecordsPartitionResult {
  return catchRefusal(
    () => {
      const topic = requireTopic(context.state, { name })
      const partition = requirePartition(topic, partitionIndex)
      requireLeader(context, partition)
      if (!entriesOf(topic.config.value('cleanup.policy')).includes('delete')) {
        throw new BrokerRefusal('POLICY_VIOLATION', `${name} is only compacted`)
      }
      const { log } = partition
      log.deleteBefore(offset === TO_THE_END ? log.highWatermark : Number(offset))
      return { partitionIndex, lowWatermark: BigInt(log.startOffset), errorCode: 0 }
    },
    (refusal) => refused(partitionIndex, refusal),
  )
}

function refused(partitionIndex: number, refusal: BrokerRefusal): DeleteRecordsPartitionResult {
  const errorCode = brokerErrorCode(refusal.error)
  return { partitionIndex, lowWatermark: NO_LOW_WATERMARK, errorCode }
}
