import {
  apiVersionsResponse,
  brokerErrorCode,
  type CreateTopicsRequest,
  type CreateTopicsResponse,
  createTopicsRequest,
  createTopicsResponse,
  type DeleteTopicsRequest,
  type DeleteTopicsResponse,
  decodeLeading,
  decodeRequestHeader,
  deleteTopicsRequest,
  deleteTopicsResponse,
  encodeResponseFrame,
  initProducerIdResponse,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
  listOffsetsRequest,
  listOffsetsResponse,
  type MessageSchema,
  type MetadataRequest,
  type MetadataResponse,
  metadataRequest,
  metadataResponse,
  type ProduceRequest,
  type ProduceResponse,
  produceRequest,
  produceResponse,
} from '@headwater/protocol'
import { NullTopics } from './null-topics.ts'
import { recordCountOf } from './record-count.ts'

const NODE_ID = 1

/** As a ListOffsets request asks for a partition's next offset; −2, the first, is always 0 here. */
const LATEST = -1n

/** The versions up to which topics are named and not numbered: a broker without topic ids is a smaller broker. */
const API_KEYS = [
  { apiKey: produceRequest.apiKey, minVersion: 3, maxVersion: 12 },
  { apiKey: listOffsetsRequest.apiKey, minVersion: 1, maxVersion: 3 },
  { apiKey: metadataRequest.apiKey, minVersion: 0, maxVersion: 9 },
  { apiKey: apiVersionsResponse.apiKey, minVersion: 0, maxVersion: 4 },
  { apiKey: createTopicsRequest.apiKey, minVersion: 2, maxVersion: 4 },
  { apiKey: deleteTopicsRequest.apiKey, minVersion: 1, maxVersion: 3 },
  { apiKey: initProducerIdResponse.apiKey, minVersion: 0, maxVersion: 4 },
]

/**
 * Answers a producer as a broker would that stores at once: every topic exists, every batch is accepted unread. It keeps
 * one number per partition, so that offsets grow and an administrator can ask how many records came.
 */
export class NullBroker {
  readonly #host: string
  readonly #port: number
  readonly #topics = new NullTopics()
  #nextProducerId = 0n

  /** @param host and port are what it tells clients to connect to */
  constructor(host: string, port: number) {
    this.#host = host
    this.#port = port
  }

  /**
   * The response to one request, both without and with their four bytes of length; null where none is awaited.
   *
   * @throws {Error} for a request that it does not know, `ProtocolError` for one that is none
   */
  answer(frame: Buffer): Buffer | null {
    const { apiKey, apiVersion, correlationId, bodyOffset } = decodeRequestHeader(frame)
    const read = <T>(schema: MessageSchema<T>): T =>
      decodeLeading(schema, apiVersion, frame.subarray(bodyOffset))
    const write = <T>(schema: MessageSchema<T>, response: T): Buffer =>
      encodeResponseFrame(schema, apiVersion, correlationId, response)
    switch (apiKey) {
      case produceRequest.apiKey: {
        const request = read(produceRequest)
        const response = this.#accept(request)
        return request.acks === 0 ? null : write(produceResponse, response)
      }
      case metadataRequest.apiKey:
        return write(metadataResponse, this.#metadata(read(metadataRequest)))
      case apiVersionsResponse.apiKey:
        return apiVersions(apiVersion, correlationId)
      case initProducerIdResponse.apiKey:
        return write(initProducerIdResponse, {
          throttleTimeMs: 0,
          errorCode: 0,
          producerId: this.#nextProducerId++,
          producerEpoch: 0,
        })
      case createTopicsRequest.apiKey:
        return write(createTopicsResponse, this.#create(read(createTopicsRequest)))
      case deleteTopicsRequest.apiKey:
        return write(deleteTopicsResponse, this.#delete(read(deleteTopicsRequest)))
      case listOffsetsRequest.apiKey:
        return write(listOffsetsResponse, this.#listOffsets(read(listOffsetsRequest)))
      default:
        throw new Error(`It has no answer to API ${apiKey}`)
    }
  }

  #accept({ topicData }: ProduceRequest): ProduceResponse {
    return {
      responses: topicData.map(({ name = '', partitionData }) => ({
        name,
        partitionResponses: partitionData.map(({ index, records }) => ({
          index,
          errorCode: 0,
          baseOffset: BigInt(this.#topics.advance(name, index, recordCountOf(records))),
        })),
      })),
    }
  }

  #metadata({ topics }: MetadataRequest): MetadataResponse {
    return {
      brokers: [{ nodeId: NODE_ID, host: this.#host, port: this.#port }],
      controllerId: NODE_ID,
      clusterId: 'null-broker',
      topics: (topics ?? []).map(({ name }) => ({
        errorCode: 0,
        name: name ?? '',
        partitions: partitionIndexes(this.#topics.partitionCountOf(name ?? '')).map(
          (partitionIndex) => ({
            errorCode: 0,
            partitionIndex,
            leaderId: NODE_ID,
            leaderEpoch: 0,
            replicaNodes: [NODE_ID],
            isrNodes: [NODE_ID],
            offlineReplicas: [],
          }),
        ),
      })),
    }
  }

  #create({ topics }: CreateTopicsRequest): CreateTopicsResponse {
    for (const { name, numPartitions } of topics) this.#topics.create(name, numPartitions)
    const results = topics.map(({ name }) => ({ name, errorCode: 0, errorMessage: null }))
    return { throttleTimeMs: 0, topics: results }
  }

  #delete({ topicNames = [] }: DeleteTopicsRequest): DeleteTopicsResponse {
    for (const name of topicNames) this.#topics.delete(name)
    return { throttleTimeMs: 0, responses: topicNames.map((name) => ({ name, errorCode: 0 })) }
  }

  #listOffsets({ topics }: ListOffsetsRequest): ListOffsetsResponse {
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex, timestamp }) => ({
          partitionIndex,
          errorCode: 0,
          offset:
            timestamp === LATEST ? BigInt(this.#topics.nextOffsetOf(name, partitionIndex)) : 0n,
        })),
      })),
    }
  }
}

function partitionIndexes(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index)
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
