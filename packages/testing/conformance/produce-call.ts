import { produceRequest, produceResponse } from '@headwater/protocol'
import { type ConformanceCluster, type ConformanceTopic, errorName } from './conformance-cluster.ts'
import { type BatchTerms, recordBatch } from './record-batch.ts'

export const PRODUCE = { request: produceRequest, response: produceResponse }

/** What a Produce request says beside its batch. */
export interface ProduceTerms {
  readonly version?: number
  readonly acks?: number
  readonly partition?: number
  readonly topicName?: string
  readonly topicId?: string
  readonly nodeId?: number
  /** In place of the batch. */
  readonly records?: Uint8Array | null
}

export function produceBody(topic: ConformanceTopic, batch: BatchTerms, terms: ProduceTerms = {}) {
  const records = terms.records === undefined ? recordBatch(batch) : terms.records
  return {
    acks: terms.acks ?? -1,
    timeoutMs: 30_000,
    topicData: [
      {
        name: terms.topicName ?? topic.name,
        topicId: terms.topicId ?? topic.id,
        partitionData: [{ index: terms.partition ?? 0, records }],
      },
    ],
  }
}

/** Produces one batch to the partition's leader; the whole answer for that partition. */
export async function producePartition(
  cluster: ConformanceCluster,
  topic: ConformanceTopic,
  batch: BatchTerms,
  terms: ProduceTerms = {},
) {
  const nodeId = terms.nodeId ?? topic.leaders[terms.partition ?? 0]
  const body = produceBody(topic, batch, terms)
  const version = terms.version ?? cluster.highest(PRODUCE.request)
  const response = await cluster.send(PRODUCE, version, body, nodeId)
  const partition = response.responses[0]?.partitionResponses[0]
  if (partition === undefined) throw new Error('The answer has no partition')
  return { ...partition, nodeEndpoints: response.nodeEndpoints ?? [] }
}

/** `NONE at 5`, or the name of the error. */
export async function produceVerdict(
  cluster: ConformanceCluster,
  topic: ConformanceTopic,
  batch: BatchTerms,
  terms: ProduceTerms = {},
): Promise<string> {
  const { errorCode, baseOffset } = await producePartition(cluster, topic, batch, terms)
  return errorCode === 0 ? `NONE at ${baseOffset}` : errorName(errorCode)
}
