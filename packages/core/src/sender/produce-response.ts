import {
  decode,
  type PartitionProduceResponse,
  produceResponse,
  type TopicProduceResponse,
} from '@headwater/protocol'
import type { BrokerNode, PartitionMetadata } from '../metadata/cluster-metadata.ts'
import type { PartitionAnswer as BatchAnswer, RecordError } from './batch-outcome.ts'
import { decodePlainProduceResponse } from './plain-produce-response.ts'

/** A broker's answer to one Produce request. */
export interface ProduceAnswer {
  readonly throttleTimeMs: number
  readonly topics: readonly TopicAnswer[]
  /** Who leads partitions now that it refused (version 10 and above, KIP-951); nearly always empty. */
  readonly leaders: readonly TopicLeaders[]
  /** Where those are. */
  readonly brokers: readonly BrokerNode[]
}

/** The leaders that an answer hints at, for one topic: by name up to version 12, by id from 13 on. */
export interface TopicLeaders {
  readonly name: string | undefined
  readonly topicId: string | undefined
  readonly leaders: readonly PartitionMetadata[]
}

/** The answers for one topic, which goes by name up to version 12 and by id from 13 on. */
export interface TopicAnswer {
  readonly name: string | undefined
  readonly topicId: string | undefined
  readonly partitions: PartitionAnswers
}

/** What an answer says of the partitions of one topic, in its order: an array, or bytes that are read on the way. */
export interface PartitionAnswers {
  /** Undefined behind the last one. */
  at(index: number): PartitionAnswer | undefined
}

/** The answer for one partition. */
export interface PartitionAnswer extends BatchAnswer {
  readonly partition: number
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
        recordErrors: recordErrorsOf(partition),
      })),
    })),
    leaders: response.responses.map(leadersOf).filter(({ leaders }) => leaders.length > 0),
    brokers: response.nodeEndpoints ?? [],
  }
}

function leadersOf({ name, topicId, partitionResponses }: TopicProduceResponse): TopicLeaders {
  const leaders: PartitionMetadata[] = []
  for (const { index, currentLeader } of partitionResponses) {
    const { leaderId = -1, leaderEpoch = -1 } = currentLeader ?? {}
    if (leaderId >= 0) leaders.push({ partition: index, leaderId, leaderEpoch })
  }
  return { name, topicId, leaders }
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
