import {
  brokerErrorCode,
  type ListOffsetsPartition,
  type ListOffsetsPartitionResponse,
  type ListOffsetsRequest,
  listOffsetsRequest,
  listOffsetsResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { DecodedRecord } from '../cluster/decode-batch.ts'
import type { Partition } from '../cluster/partition.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import { firstRecordSince, latestRecord } from '../cluster/timestamp-lookup.ts'
import { requireLeader, requirePartition, requireTopic } from '../cluster/topic-lookup.ts'
import { catchRefusal } from './catch-refusal.ts'
import { repeatedIn } from './duplicates.ts'

// What stands for a time; each with the version that brought it.
const LATEST = -1
const EARLIEST = -2
const MAX_TIMESTAMP = -3
const EARLIEST_LOCAL = -4
const MAX_TIMESTAMP_FROM = 7
const EARLIEST_LOCAL_FROM = 8

export const listOffsetsApi = apiRoute({
  request: listOffsetsRequest,
  response: listOffsetsResponse,
  minVersion: 1,
  maxVersion: 8,
  refusesByPartition: true,
  handle: (request, context, reply) => {
    const keys = request.topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex }) => `${name} ${partitionIndex}`),
    )
    const isRepeated = repeatedIn(keys)
    const repeated = new BrokerRefusal('INVALID_REQUEST', 'Each partition must appear at most once')
    const answers = answerEach(request, (topic, asked) =>
      isRepeated(`${topic} ${asked.partitionIndex}`)
        ? refused(asked.partitionIndex, repeated)
        : findOffset(topic, asked, context),
    )
    reply.send(answers)
  },
  refuse: (request, refusal) =>
    answerEach(request, (_topic, { partitionIndex }) => refused(partitionIndex, refusal)),
})

function answerEach(
  request: ListOffsetsRequest,
  answer: (topic: string, asked: ListOffsetsPartition) => ListOffsetsPartitionResponse,
) {
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((asked) => answer(name, asked)),
  }))
  return { topics }
}

function findOffset(
  name: string,
  asked: ListOffsetsPartition,
  context: RequestContext,
): ListOffsetsPartitionResponse {
  const { partitionIndex } = asked
  return catchRefusal(
    () => {
      const topic = requireTopic(context.state, { name })
      const injected = context.injectedRefusal(name, partitionIndex)
      if (injected !== undefined) throw injected
      const partition = requirePartition(topic, partitionIndex)
      requireLeader(context, partition, asked.currentLeaderEpoch)
      const found = lookUp(partition, Number(asked.timestamp), context.apiVersion)
      return { partitionIndex, errorCode: 0, ...found }
    },
    (refusal) => refused(partitionIndex, refusal),
  )
}

type Found = Pick<ListOffsetsPartitionResponse, 'timestamp' | 'offset' | 'leaderEpoch'>

function lookUp({ log, leaderEpoch }: Partition, timestamp: number, apiVersion: number): Found {
  const atOffset = (offset: number): Found => ({ offset: BigInt(offset), leaderEpoch })
  const atRecord = (record: DecodedRecord | undefined): Found =>
    record === undefined ? {} : { ...atOffset(record.offset), timestamp: BigInt(record.timestamp) }
  if (timestamp === LATEST) return atOffset(log.highWatermark)
  if (timestamp === EARLIEST) return atOffset(log.startOffset)
  if (timestamp === MAX_TIMESTAMP && apiVersion >= MAX_TIMESTAMP_FROM)
    return atRecord(latestRecord(log))
  // All storage is local here (KIP-405).
  if (timestamp === EARLIEST_LOCAL && apiVersion >= EARLIEST_LOCAL_FROM)
    return atOffset(log.startOffset)
  if (timestamp >= 0) return atRecord(firstRecordSince(log, timestamp))
  throw new BrokerRefusal(
    'UNSUPPORTED_VERSION',
    `Timestamp ${timestamp} in ListOffsets ${apiVersion}`,
  )
}

function refused(partitionIndex: number, refusal: BrokerRefusal): ListOffsetsPartitionResponse {
  return { partitionIndex, errorCode: brokerErrorCode(refusal.error) }
}
