import { benchRecords } from '../../records/bench-record.ts'
import type { RecordShape } from '../../records/record-shape.ts'
import { askProducerId } from './ask-producer-id.ts'
import { BatchSequence } from './batch-sequence.ts'
import { encodeProduceFrame, sendProduceFrame } from './produce-frame.ts'
import { encodeRecordBatch } from './record-batch.ts'
import type { RequestSocket } from './request-socket.ts'

/**
 * Requests of one record, one to each partition in turn, as an idempotent producer sends them: what a broker does for sequences,
 * and for other partitions, belongs to the limit of a client that promises to write each record once.
 *
 * @returns sends the next one, when the one before is answered; resolves with how many records are stored
 */
export async function awaitedRequests(
  socket: RequestSocket,
  topic: string,
  partitions: readonly number[],
  shape: RecordShape,
): Promise<() => Promise<number>> {
  const producer = await askProducerId(socket)
  const batch = encodeRecordBatch(benchRecords(shape).slice(0, 1), Date.now(), producer)
  const requests = partitions.map((partition) => {
    const frame = encodeProduceFrame(topic, [partition], batch)
    const batchAt = frame.indexOf(batch)
    const inFrame = frame.subarray(batchAt, batchAt + batch.length)
    return { frame, sequence: new BatchSequence(inFrame) }
  })
  let turn = 0
  return async () => {
    const request = requests[turn++ % requests.length]
    if (request === undefined) return 0
    request.sequence.advance()
    await sendProduceFrame(socket, request.frame)
    return 1
  }
}
