import {
  apiVersionsResponse,
  brokerErrorCode,
  decode,
  decodeRequestHeader,
  encodeResponseFrame,
  initProducerIdResponse,
  type MetadataRequest,
  type MetadataResponse,
  metadataRequest,
  metadataResponse,
  type ProduceRequest,
  type ProduceResponse,
  produceRequest,
  produceResponse,
} from '@headwater/protocol'
import { recordCountOf } from './record-count.ts'

const NODE_ID = 1
const PARTITION_COUNT = 6

/** The versions up to which topics are named and not numbered: a broker without topic ids is a smaller broker. */
const API_KEYS = [
  { apiKey: produceRequest.apiKey, minVersion: 3, maxVersion: 12 },
  { apiKey: metadataRequest.apiKey, minVersion: 0, maxVersion: 9 },
  { apiKey: apiVersionsResponse.apiKey, minVersion: 0, maxVersion: 4 },
  { apiKey: initProducerIdResponse.apiKey, minVersion: 0, maxVersion: 4 },
]

/**
 * Answers a producer as a broker would that stores at once: every topic exists with six partitions, every batch is
 * accepted unread. It keeps one number per partition, so that offsets grow.
 */
export class NullBroker {
  readonly #host: string
  readonly #port: number
  readonly #nextOffsets = new Map<string, Map<number, number>>()
  #nextProducerId = 0n

  /** @param host and port are what it tells clients to connect to */
  constructor(host: string, port: number) {
    this.#host = host
    this.#port = port
  }

  /**
   * The response to one request, both without and with their four bytes of length; null where none is awaited.
   *
   * @throws {Error} for a request that no producer sends, `ProtocolError` for one that is none
   */
  answer(frame: Buffer): Buffer | null {
    const { apiKey, apiVersion, correlationId, bodyOffset } = decodeRequestHeader(frame)
    const body = frame.subarray(bodyOffset)
    switch (apiKey) {
      case produceRequest.apiKey:
        return this.#produce(apiVersion, correlationId, body)
      case metadataRequest.apiKey:
        return encodeResponseFrame(
          metadataResponse,
          apiVersion,
          correlationId,
          this.#metadata(decode(metadataRequest, apiVersion, body)),
        )
      case apiVersionsResponse.apiKey:
        return apiVersions(apiVersion, correlationId)
      case initProducerIdResponse.apiKey:
        return encodeResponseFrame(initProducerIdResponse, apiVersion, correlationId, {
          throttleTimeMs: 0,
          errorCode: 0,
          producerId: this.#nextProducerId++,
          producerEpoch: 0,
        })
      default:
        throw new Error(`It has no answer to API ${apiKey}`)
    }
  }

  #produce(apiVersion: number, correlationId: number, body: Buffer): Buffer | null {
    const request = decode(produceRequest, apiVersion, body)
    if (request.acks === 0) return null
    return encodeResponseFrame(produceResponse, apiVersion, correlationId, this.#accept(request))
  }

  #accept({ topicData }: ProduceRequest): ProduceResponse {
    return {
      responses: topicData.map(({ name = '', partitionData }) => ({
        name,
        partitionResponses: partitionData.map(({ index, records }) => ({
          index,
          errorCode: 0,
          baseOffset: BigInt(this.#advance(name, index, recordCountOf(records))),
        })),
      })),
    }
  }

  #advance(topic: string, partition: number, recordCount: number): number {
    let offsets = this.#nextOffsets.get(topic)
    if (offsets === undefined) {
      offsets = new Map()
      this.#nextOffsets.set(topic, offsets)
    }
    const baseOffset = offsets.get(partition) ?? 0
    offsets.set(partition, baseOffset + recordCount)
    return baseOffset
  }

  #metadata({ topics }: MetadataRequest): MetadataResponse {
    return {
      brokers: [{ nodeId: NODE_ID, host: this.#host, port: this.#port }],
      controllerId: NODE_ID,
      clusterId: 'null-broker',
      topics: (topics ?? []).map(({ name = '' }) => ({
        errorCode: 0,
        name,
        partitions: Array.from({ length: PARTITION_COUNT }, (_, partitionIndex) => ({
          errorCode: 0,
          partitionIndex,
          leaderId: NODE_ID,
          leaderEpoch: 0,
          replicaNodes: [NODE_ID],
          isrNodes: [NODE_ID],
          offlineReplicas: [],
        })),
      })),
    }
  }
}

// A client may begin with a version that only a newer broker knows. The answer is version 0 with what there is (KIP-511).
function apiVersions(apiVersion: number, correlationId: number): Buffer {
  const isKnown = apiVersion <= apiVersionsResponse.maxVersion
  const errorCode = isKnown ? 0 : brokerErrorCode('UNSUPPORTED_VERSION')
  return encodeResponseFrame(apiVersionsResponse, isKnown ? apiVersion : 0, correlationId, {
    errorCode,
    apiKeys: API_KEYS,
  })
}
