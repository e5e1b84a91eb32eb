import { encodeRequestFrame, produceRequest, produceResponse } from '@headwater/protocol'
import { benchRecords } from '../../records/bench-record.ts'
import { meanValueBytes } from '../../records/mean-value-bytes.ts'
import type { RecordShape } from '../../records/record-shape.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import type { BenchClient, BenchSession, BenchTarget, MeasuredPackage } from '../bench-client.ts'
import { BENCH_FOLDER } from '../bench-folder.ts'
import { packageVersion } from '../package-version.ts'
import { decodeFrame } from './decode-frame.ts'
import { encodeRecordBatch } from './record-batch.ts'
import { RequestSocket } from './request-socket.ts'
import { type TopicLeader, topicLeaders } from './topic-leaders.ts'

const PACKAGE: MeasuredPackage = { name: '@headwater/protocol', from: BENCH_FOLDER }

const PRODUCE_VERSION = 9
const CORRELATION_ID = 1
const ACKS_FROM_ALL = -1
const TIMEOUT_MS = 30_000

/** What Kafka's producers have in flight to a broker, and in a batch, on their defaults. */
const IN_FLIGHT_PER_BROKER = 5
const BATCH_BYTES = 65_536

/** Its key and what frames it, about. */
const BYTES_BESIDE_VALUE = 16

/**
 * No client at all: requests that were encoded once, written to a socket again and again. What they take is what socket,
 * kernel and broker take. Where records are awaited it is one request of one record at a time; else requests of a full batch
 * for every partition, five in flight to each broker.
 */
export const bareSocket: BenchClient = {
  package: PACKAGE,
  version: () => packageVersion(PACKAGE),
  connect: connectBareSocket,
}

interface EncodedRequest {
  readonly frame: Buffer
  readonly recordCount: number
}

async function connectBareSocket(
  { brokers, topic }: BenchTarget,
  { work, records }: Scenario,
): Promise<BenchSession> {
  const leaders = await topicLeaders(topic, brokers)
  const isAwaited = work.kind === 'awaiting'
  const batch = encodeBatch(records, isAwaited ? 1 : recordsPerBatch(records))
  const senders = await Promise.all(
    leaders.map(async (leader) => {
      const socket = await RequestSocket.connect(leader.address)
      const partitions = isAwaited ? leader.partitions.slice(0, 1) : leader.partitions
      const request = encodeRequest(topic, { ...leader, partitions }, batch)
      return { socket, send: () => sendStored(socket, request) }
    }),
  )
  const close = async (): Promise<void> => {
    await Promise.all(senders.map(({ socket }) => socket.close()))
  }
  let turn = 0
  const send = (): Promise<number> => {
    const sender = senders[turn++ % senders.length]
    return sender === undefined ? Promise.resolve(0) : sender.send()
  }
  return isAwaited
    ? { kind: 'promises', send, close }
    : { kind: 'requests', inFlight: IN_FLIGHT_PER_BROKER * senders.length, send, close }
}

function recordsPerBatch(shape: RecordShape): number {
  return Math.max(1, Math.floor(BATCH_BYTES / (meanValueBytes(shape) + BYTES_BESIDE_VALUE)))
}

function encodeBatch(shape: RecordShape, recordCount: number): EncodedRequest {
  const records = benchRecords(shape).slice(0, recordCount)
  return { frame: encodeRecordBatch(records, Date.now()), recordCount: records.length }
}

function encodeRequest(
  topic: string,
  { partitions }: TopicLeader,
  batch: EncodedRequest,
): EncodedRequest {
  const partitionData = partitions.map((index) => ({ index, records: batch.frame }))
  const frame = encodeRequestFrame(produceRequest, PRODUCE_VERSION, CORRELATION_ID, null, {
    acks: ACKS_FROM_ALL,
    timeoutMs: TIMEOUT_MS,
    topicData: [{ name: topic, partitionData }],
  })
  return { frame, recordCount: partitions.length * batch.recordCount }
}

/** Resolves with how many records were stored. @throws {Error} when one partition refused its own */
async function sendStored(
  socket: RequestSocket,
  { frame, recordCount }: EncodedRequest,
): Promise<number> {
  const answer = decodeFrame(produceResponse, PRODUCE_VERSION, await socket.request(frame))
  const partitions = answer.responses.flatMap(({ partitionResponses }) => partitionResponses)
  const refused = partitions.find(({ errorCode }) => errorCode !== 0)
  if (refused !== undefined) throw new Error(`The broker refused a batch: ${refused.errorCode}`)
  return recordCount
}
