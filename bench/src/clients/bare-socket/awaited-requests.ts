import { benchRecords } from '../../records/bench-record.ts'
import type { RecordShape } from '../../records/record-shape.ts'
import { askProducerId } from './ask-producer-id.ts'
import { BatchSequence } from './batch-sequence.ts'
import { encodeProduceFrame, sendProduceFrame } from './produce-frame.ts'
import { type BatchProducer, encodeRecordBatch } from './record-batch.ts'
import type { RequestSocket } from './request-socket.ts'

interface RepeatedRequest {
  readonly frame: Buffer
  readonly recordCount: number
  /** Of each of its batches. */
  readonly sequences: readonly BatchSequence[]
}

/**
 * Requests with a record of each sender, as an idempotent producer sends them: of one sender to each partition in turn, of many
 * in one request, spread evenly over all. What a broker does for sequences, and for other partitions, belongs to the limit of a
 * client that promises to write each record once.
 *
 * @returns sends the next one, when the one before is answered; resolves with how many records are stored
 */
export async function awaitedRequests(
  socket: RequestSocket,
  topic: string,
  partitions: readonly number[],
  shape: RecordShape,
  senders: number,
): Promise<() => Promise<number>> {
  const producer = await askProducerId(socket)
  const targets = senders === 1 ? partitions.map((partition) => [partition]) : [partitions]
  const requests = targets.map((those) => repeatedRequest(topic, those, shape, senders, producer))
  let turn = 0
  return async () => {
    const request = requests[turn++ % requests.length]
    if (request === undefined) return 0
    for (const sequence of request.sequences) sequence.advance()
    await sendProduceFrame(socket, request.frame)
    return request.recordCount
  }
}

function repeatedRequest(
  topic: string,
  partitions: readonly number[],
  shape: RecordShape,
  recordCount: number,
  producer: BatchProducer,
): RepeatedRequest {
  const records = benchRecords(shape).slice(0, recordCount)
  const timestampMs = Date.now()
  const parts = partitions.map((partition, place) => {
    const ofPartition = records.filter((_, index) => index % partitions.length === place)
    return { partition, batch: encodeRecordBatch(ofPartition, timestampMs, producer) }
  })
  const frame = encodeProduceFrame(topic, parts)
  let searchedTo = 0
  const sequences = parts.map(({ batch }) => {
    const at = frame.indexOf(batch, searchedTo)
    searchedTo = at + batch.length
    return new BatchSequence(frame.subarray(at, searchedTo))
  })
  return { frame, recordCount: records.length, sequences }
}
