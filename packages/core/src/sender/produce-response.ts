import { decode, produceResponse } from '@headwater/protocol'
import type { PartitionAnswer } from './batch-outcome.ts'

/** A broker's answer to one Produce request. */
export interface ProduceAnswer {
  readonly throttleTimeMs: number
  readonly topics: readonly TopicAnswer[]
}

/** The answers for one topic, which goes by name up to version 12 and by id from 13 on. */
export interface TopicAnswer {
  readonly name: string | undefined
  readonly topicId: string | undefined
  readonly partitions: readonly (PartitionAnswer & { readonly partition: number })[]
}

/** @throws ProtocolError when the bytes are no Produce response of that version */
export function decodeProduceResponse(version: number, body: Buffer): ProduceAnswer {
  const response = decode(produceResponse, version, body)
  return {
    throttleTimeMs: response.throttleTimeMs ?? 0,
    topics: response.responses.map((topic) => ({
      name: topic.name,
      topicId: topic.topicId,
      partitions: topic.partitionResponses.map((partition) => ({
        partition: partition.index,
        errorCode: partition.errorCode,
        baseOffset: Number(partition.baseOffset),
        logAppendTimeMs: Number(partition.logAppendTimeMs ?? -1n),
        errorMessage: partition.errorMessage ?? null,
      })),
    })),
  }
}
