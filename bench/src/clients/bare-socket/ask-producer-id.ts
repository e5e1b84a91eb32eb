import {
  encodeRequestFrame,
  initProducerIdRequest,
  initProducerIdResponse,
} from '@headwater/protocol'
import { decodeFrame } from './decode-frame.ts'
import type { BatchProducer } from './record-batch.ts'
import type { RequestSocket } from './request-socket.ts'

const VERSION = 4
const CORRELATION_ID = 1

/** Asks a broker for an id to be idempotent under. @throws {Error} it gives none */
export async function askProducerId(socket: RequestSocket): Promise<BatchProducer> {
  const frame = encodeRequestFrame(initProducerIdRequest, VERSION, CORRELATION_ID, null, {
    transactionalId: null,
    transactionTimeoutMs: 0,
    producerId: -1n,
    producerEpoch: -1,
  })
  const answer = decodeFrame(initProducerIdResponse, VERSION, await socket.request(frame))
  const { errorCode, producerId, producerEpoch } = answer
  if (errorCode !== 0 || producerId === undefined || producerEpoch === undefined) {
    throw new Error(`The broker gave no producer id: ${errorCode}`)
  }
  return { producerId, producerEpoch }
}
