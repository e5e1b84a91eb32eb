import {
  type FetchRequest,
  fetchRequest,
  fetchResponse,
  type PartitionData,
} from '@headwater/protocol'
import type { ConformanceCluster, ConformanceTopic } from './conformance-cluster.ts'

export const FETCH = { request: fetchRequest, response: fetchResponse }
const LATEST_VERSION = 17

/** What a Fetch request says beside its topic. */
export interface FetchTerms {
  readonly version?: number
  readonly offset?: bigint
  readonly partition?: number
  readonly topicName?: string
  readonly topicId?: string
  readonly leaderEpoch?: number
  readonly partitionMaxBytes?: number
  readonly nodeId?: number
}

export function fetchBody(topic: ConformanceTopic, terms: FetchTerms = {}): FetchRequest {
  return {
    maxWaitMs: 0,
    minBytes: 1,
    maxBytes: 10_485_760,
    sessionId: 0,
    sessionEpoch: -1,
    topics: [
      {
        topic: terms.topicName ?? topic.name,
        topicId: terms.topicId ?? topic.id,
        partitions: [
          {
            partition: terms.partition ?? 0,
            fetchOffset: terms.offset ?? 0n,
            currentLeaderEpoch: terms.leaderEpoch ?? -1,
            partitionMaxBytes: terms.partitionMaxBytes ?? 1_048_576,
          },
        ],
      },
    ],
  }
}

/** Fetches one partition from its leader without waiting; the whole answer for that partition. */
export async function fetchPartition(
  cluster: ConformanceCluster,
  topic: ConformanceTopic,
  terms: FetchTerms = {},
): Promise<PartitionData> {
  const nodeId = terms.nodeId ?? topic.leaders[0]
  const body = fetchBody(topic, terms)
  const response = await cluster.send(FETCH, terms.version ?? LATEST_VERSION, body, nodeId)
  const partition = response.responses[0]?.partitions[0]
  if (partition === undefined) throw new Error('The answer has no partition')
  return partition
}
