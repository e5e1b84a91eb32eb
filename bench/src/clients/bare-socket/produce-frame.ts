import { encodeRequestFrame, produceRequest, produceResponse } from '@headwater/protocol'
import { decodeFrame } from './decode-frame.ts'
import type { RequestSocket } from './request-socket.ts'

const VERSION = 9
const CORRELATION_ID = 1
const ACKS_FROM_ALL = -1
const TIMEOUT_MS = 30_000

export interface PartitionBatch {
  readonly partition: number
  readonly batch: Buffer
}

/** A request that stores a batch in each of those partitions. */
export function encodeProduceFrame(topic: string, parts: readonly PartitionBatch[]): Buffer {
  const partitionData = parts.map(({ partition, batch }) => ({ index: partition, records: batch }))
  return encodeRequestFrame(produceRequest, VERSION, CORRELATION_ID, null, {
    acks: ACKS_FROM_ALL,
    timeoutMs: TIMEOUT_MS,
    topicData: [{ name: topic, partitionData }],
  })
}

/** Sends it; resolves when all is stored. @throws {Error} when one partition refused its own */
export async function sendProduceFrame(socket: RequestSocket, frame: Buffer): Promise<void> {
  const answer = decodeFrame(produceResponse, VERSION, await socket.request(frame))
  const partitions = answer.responses.flatMap(({ partitionResponses }) => partitionResponses)
  const refused = partitions.find(({ errorCode }) => errorCode !== 0)
  if (refused !== undefined) throw new Error(`The broker refused a batch: ${refused.errorCode}`)
}
