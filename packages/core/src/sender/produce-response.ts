import { decode, type PartitionProduceResponse, produceResponse } from '@headwater/protocol'
import type { BrokerNode } from '../metadata/cluster-metadata.ts'
import type { PartitionAnswer as BatchAnswer, RecordError } from './batch-outcome.ts'
import { decodePlainProduceResponse } from './plain-produce-response.ts'

/** A broker's answer to one Produce request. */
export interface ProduceAnswer {
  readonly throttleTimeMs: number
  readonly topics: readonly TopicAnswer[]
  /** Where the leaders are that it hints at (version 10 and above, KIP-951). */
  readonly brokers: readonly BrokerNode[]
}

/** The answers for one topic, which goes by name up to version 12 and by id from 13 on. */
export interface TopicAnswer {
  readonly name: string | undefined
  readonly topicId: string | undefined
  readonly partitions: readonly PartitionAnswer[]
}

/** The answer for one partition, and who leads it now: −1 when the broker does not tell. */
export interface PartitionAnswer extends BatchAnswer {
  readonly partition: number
  readonly leaderId: number
  readonly leaderEpoch: number
}

/** @throws ProtocolError when the bytes are no Produce response of that version */
export function decodeProduceResponse(version: number, body: Buffer): ProduceAnswer {
  return decodePlainProduceResponse(version, body) ?? decodeAnyProduceResponse(version, body)
}

/** The same by the generic codec, for whatever a broker may say. */
export function decodeAnyProduceResponse(version: number, body: Buffer): ProduceAnswer {
  const response = decode(produceResponse, version, body)
  return {
    throttleTimeMs: response.throttleTimeMs ?? 0,
    topics: response.responses.map((topic) => ({
      name: topic.name,
      topicId: topic.topicId,
      partitions: topic.partitionResponses.map((partition) => ({
        partition: partition.index,
        errorCode: partition.errorCode,
        baseOffset: toNumber(partition.baseOffset),
        logAppendTimeMs: toNumber(partition.logAppendTimeMs),
        logStartOffset: toNumber(partition.logStartOffset),
        errorMessage: partition.errorMessage ?? null,
        leaderId: partition.currentLeader?.leaderId ?? -1,
        leaderEpoch: partition.currentLeader?.leaderEpoch ?? -1,
        recordErrors: recordErrorsOf(partition),
      })),
    })),
    brokers: response.nodeEndpoints ?? [],
  }
}

/** An offset or a time; −1 for what was not told, and for what cannot be one. */
function toNumber(told: bigint | undefined): number {
  const number = Number(told ?? -1n)
  return number >= 0 && number <= Number.MAX_SAFE_INTEGER ? number : -1
}

const NO_RECORD_ERRORS: readonly RecordError[] = Object.freeze([])

function recordErrorsOf({ recordErrors }: PartitionProduceResponse): readonly RecordError[] {
  if (recordErrors === undefined || recordErrors.length === 0) return NO_RECORD_ERRORS
  return recordErrors.map(({ batchIndex, batchIndexErrorMessage }) => ({
    index: batchIndex,
    message: batchIndexErrorMessage ?? null,
  }))
}
