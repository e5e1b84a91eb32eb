import {
  decode,
  decodeResponseHeader,
  encodeRequestFrame,
  type MessageSchema,
  metadataRequest,
  metadataResponse,
  produceRequest,
  produceResponse,
} from '@headwater/protocol'
import { benchRecord } from '../../records/bench-record.ts'
import type { BenchClient, BenchSession, BenchTarget } from '../bench-client.ts'
import { packageVersion } from '../package-version.ts'
import { encodeOneRecordBatch } from './one-record-batch.ts'
import { RequestSocket } from './request-socket.ts'

const METADATA_VERSION = 9
const PRODUCE_VERSION = 9
const CORRELATION_ID = 1
const PARTITION = 0
const ACKS_FROM_ALL = -1
const TIMEOUT_MS = 30_000

/**
 * No client at all: one request of one record, encoded once, written to a socket again and again. What it takes is what
 * socket, kernel and broker take, and no client that awaits each record can be faster.
 */
export const bareSocket: BenchClient = {
  version: () => packageVersion('@headwater/protocol'),
  connect: connectBareSocket,
}

async function connectBareSocket({ brokers, topic }: BenchTarget): Promise<BenchSession> {
  const socket = await RequestSocket.connect(await leaderOf(topic, brokers))
  const frame = encodeRequestFrame(produceRequest, PRODUCE_VERSION, CORRELATION_ID, null, {
    acks: ACKS_FROM_ALL,
    timeoutMs: TIMEOUT_MS,
    topicData: [
      {
        name: topic,
        partitionData: [
          { index: PARTITION, records: encodeOneRecordBatch(benchRecord(0), Date.now()) },
        ],
      },
    ],
  })
  return {
    send: async () => requireStored(await socket.request(frame)),
    close: () => socket.close(),
  }
}

async function leaderOf(topic: string, brokers: readonly string[]): Promise<string> {
  const [address] = brokers
  if (address === undefined) throw new Error('There is no broker to ask')
  const socket = await RequestSocket.connect(address)
  const request = encodeRequestFrame(metadataRequest, METADATA_VERSION, CORRELATION_ID, null, {
    topics: [{ name: topic }],
    allowAutoTopicCreation: false,
  })
  const metadata = decodeBody(metadataResponse, METADATA_VERSION, await socket.request(request))
  await socket.close()
  const partition = metadata.topics[0]?.partitions.find(
    ({ partitionIndex }) => partitionIndex === PARTITION,
  )
  const leader = metadata.brokers.find(({ nodeId }) => nodeId === partition?.leaderId)
  if (leader === undefined) throw new Error(`${topic}-${PARTITION} has no leader`)
  return leader.host.includes(':')
    ? `[${leader.host}]:${leader.port}`
    : `${leader.host}:${leader.port}`
}

function requireStored(response: Buffer): void {
  const { responses } = decodeBody(produceResponse, PRODUCE_VERSION, response)
  const errorCode = responses[0]?.partitionResponses[0]?.errorCode
  if (errorCode !== 0) throw new Error(`The broker refused the record: error ${errorCode}`)
}

function decodeBody<T>(schema: MessageSchema<T>, version: number, frame: Buffer): T {
  const { bodyOffset } = decodeResponseHeader(schema, version, frame)
  return decode(schema, version, frame.subarray(bodyOffset))
}
