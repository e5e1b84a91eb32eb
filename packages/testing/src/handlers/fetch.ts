import {
  brokerErrorCode,
  type FetchPartition,
  type FetchRequest,
  type FetchResponse,
  type FetchTopic,
  fetchRequest,
  fetchResponse,
  type PartitionData,
} from '@headwater/protocol'
import { apiRoute, type Reply } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { Partition } from '../cluster/partition.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import { requireLeader, requirePartition, requireTopic } from '../cluster/topic-lookup.ts'
import { catchRefusal } from './catch-refusal.ts'
import { leaderHint, nodeEndpoints } from './leader-hint.ts'
import { waitForData } from './wait-for-data.ts'

const READ_COMMITTED = 1
/** The most that one answer carries, in bytes. Kafka: `fetch.max.bytes` of the broker. */
const MAX_FETCH_BYTES = 57_671_680
const NO_OFFSET = -1n
const NO_RECORDS = Buffer.alloc(0)

/** Leaders only, and no sessions: answering session id 0 makes every client send whole requests (KIP-227). */
export const fetchApi = apiRoute({
  request: fetchRequest,
  response: fetchResponse,
  minVersion: 4,
  maxVersion: 17,
  refusesByPartition: true,
  handle: fetch,
  refuse: (_request, refusal) => ({
    throttleTimeMs: 0,
    errorCode: brokerErrorCode(refusal.error),
    responses: [],
  }),
})

/** What one look at the logs found. */
interface Found {
  readonly response: FetchResponse
  readonly bytes: number
  readonly failed: boolean
  readonly partitions: readonly Partition[]
}

function fetch(request: FetchRequest, context: RequestContext, reply: Reply<FetchResponse>): void {
  if ((request.sessionId ?? 0) !== 0) {
    throw new BrokerRefusal('FETCH_SESSION_ID_NOT_FOUND', 'This cluster keeps no fetch sessions')
  }
  const lookAtLogs = (): Found => look(request, context)
  const isEnough = ({ failed, bytes }: Found): boolean => failed || bytes >= request.minBytes
  const finish = ({ response }: Found): void => reply.send(response)
  const found = lookAtLogs()
  if (isEnough(found) || request.maxWaitMs <= 0) return finish(found)
  const logs = found.partitions.map(({ log }) => log)
  waitForData(context, { logs, maxWaitMs: request.maxWaitMs, look: lookAtLogs, isEnough, finish })
}

function look(request: FetchRequest, context: RequestContext): Found {
  const partitions: Partition[] = []
  const leaders: number[] = []
  let bytes = 0
  let failed = false
  const responses = request.topics.map((topic) => ({
    ...(topic.topicId === undefined ? { topic: topic.topic ?? '' } : { topicId: topic.topicId }),
    partitions: topic.partitions.map((asked) =>
      catchRefusal(
        () => {
          const partition = findPartition(topic, asked, context)
          partitions.push(partition)
          const room = Math.min(request.maxBytes ?? MAX_FETCH_BYTES, MAX_FETCH_BYTES) - bytes
          const data = read(
            partition,
            asked,
            { room, atLeastOne: bytes === 0 },
            request.isolationLevel,
          )
          bytes += data.records?.length ?? 0
          return data
        },
        (refusal) => {
          failed = true
          return refused(topic, asked, refusal, context, leaders)
        },
      ),
    ),
  }))
  const response = {
    throttleTimeMs: 0,
    responses,
    nodeEndpoints: nodeEndpoints(context, leaders),
  }
  return { response, bytes, failed, partitions }
}

function findPartition(
  topic: FetchTopic,
  asked: FetchPartition,
  context: RequestContext,
): Partition {
  const found = requireTopic(context.state, { name: topic.topic, topicId: topic.topicId })
  const injected = context.injectedRefusal(found.name, asked.partition)
  if (injected !== undefined) throw injected
  const partition = requirePartition(found, asked.partition)
  requireLeader(context, partition, asked.currentLeaderEpoch)
  return partition
}

function read(
  { index, log }: Partition,
  asked: FetchPartition,
  limit: { readonly room: number; readonly atLeastOne: boolean },
  isolationLevel: number | undefined,
): PartitionData {
  const maxBytes = Math.min(asked.partitionMaxBytes, limit.room)
  const { atLeastOne } = limit
  const batches = log.read(Number(asked.fetchOffset), { maxBytes, atLeastOne })
  const highWatermark = BigInt(log.highWatermark)
  return {
    partitionIndex: index,
    errorCode: 0,
    highWatermark,
    // Without transactions everything is stable, and nothing was aborted.
    lastStableOffset: highWatermark,
    logStartOffset: BigInt(log.startOffset),
    abortedTransactions: isolationLevel === READ_COMMITTED ? [] : null,
    records: Buffer.concat(batches.map(({ bytes }) => bytes)),
  }
}

function refused(
  topic: FetchTopic,
  asked: FetchPartition,
  refusal: BrokerRefusal,
  context: RequestContext,
  leaders: number[],
): PartitionData {
  const data: PartitionData = {
    partitionIndex: asked.partition,
    errorCode: brokerErrorCode(refusal.error),
    highWatermark: NO_OFFSET,
    abortedTransactions: null,
    records: NO_RECORDS,
  }
  if (refusal.error !== 'NOT_LEADER_OR_FOLLOWER') return data
  const found = requireTopic(context.state, { name: topic.topic, topicId: topic.topicId })
  const currentLeader = leaderHint(context, requirePartition(found, asked.partition))
  leaders.push(currentLeader.leaderId)
  return { ...data, currentLeader }
}
