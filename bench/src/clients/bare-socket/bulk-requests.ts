import { benchRecords } from '../../records/bench-record.ts'
import { meanValueBytes } from '../../records/mean-value-bytes.ts'
import type { RecordShape } from '../../records/record-shape.ts'
import { encodeProduceFrame, sendProduceFrame } from './produce-frame.ts'
import { encodeRecordBatch } from './record-batch.ts'
import type { RequestSocket } from './request-socket.ts'

/** A batch of Headwater's on its defaults. */
const BATCH_BYTES = 65_536
/** Its key and what frames it, about. */
const BYTES_BESIDE_VALUE = 16

/**
 * One request of a full batch for every partition, sent again and again.
 *
 * @returns sends it; resolves with how many records are stored
 */
export function bulkRequests(
  socket: RequestSocket,
  topic: string,
  partitions: readonly number[],
  shape: RecordShape,
): () => Promise<number> {
  const records = benchRecords(shape).slice(0, recordsPerBatch(shape))
  const batch = encodeRecordBatch(records, Date.now())
  const frame = encodeProduceFrame(
    topic,
    partitions.map((partition) => ({ partition, batch })),
  )
  const recordCount = partitions.length * records.length
  return async () => {
    await sendProduceFrame(socket, frame)
    return recordCount
  }
}

function recordsPerBatch(shape: RecordShape): number {
  return Math.max(1, Math.floor(BATCH_BYTES / (meanValueBytes(shape) + BYTES_BESIDE_VALUE)))
}
