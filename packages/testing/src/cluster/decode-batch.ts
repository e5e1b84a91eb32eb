import { decompressRecords } from './compression/decompress-records.ts'
import type { StoredBatch } from './partition-log.ts'
import { RECORDS_AT } from './record-batch-header.ts'
import { RecordCursor, type StoredHeader } from './record-cursor.ts'

const SEQUENCE_COUNT = 2 ** 31
const NO_SEQUENCE = -1

/**
 * A record as it is stored, with what its batch says about it.
 *
 * @public
 */
export interface DecodedRecord {
  readonly offset: number
  /** Milliseconds since the epoch: the producer's, or the broker's with `message.timestamp.type=LogAppendTime`. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly StoredHeader[]
  /** −1 from a producer that is not idempotent. */
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly sequence: number
}

/** The records of a batch, in order. Keys and values are copies. */
export function decodeBatch({
  bytes,
  header,
  baseOffset,
}: Pick<StoredBatch, 'bytes' | 'header' | 'baseOffset'>): readonly DecodedRecord[] {
  const { producerId, producerEpoch, baseSequence } = header
  const compressed = Buffer.from(bytes.subarray(RECORDS_AT))
  const cursor = new RecordCursor(decompressRecords(header.compression, compressed))
  return Array.from({ length: header.recordCount }, (_, index) => {
    cursor.next()
    const ownTimestamp = header.baseTimestamp + cursor.timestampDelta
    return {
      offset: baseOffset + index,
      timestamp: header.logAppendTime ? header.maxTimestamp : ownTimestamp,
      key: cursor.key(),
      value: cursor.value(),
      headers: cursor.headers(),
      producerId,
      producerEpoch,
      sequence: baseSequence < 0 ? NO_SEQUENCE : (baseSequence + index) % SEQUENCE_COUNT,
    }
  })
}
