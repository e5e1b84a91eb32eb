import { crc32c } from './crc32c.ts'
import { writeInt64 } from './int64.ts'
import * as layout from './record-batch-layout.ts'
import { RecordTimestamps } from './record-timestamps.ts'
import { type RecordContent, recordBodySize, writeRecord } from './record-writer.ts'
import { varintSize } from './varint.ts'

/** What a broker deduplicates by. Without idempotence all three are −1 ({@link NO_PRODUCER}). */
export interface ProducerStamp {
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly baseSequence: number
}

export const NO_PRODUCER: ProducerStamp = Object.freeze({
  producerId: -1n,
  producerEpoch: -1,
  baseSequence: -1,
})

/** The records of a batch as a codec wrote them, with room for the header in front. */
export interface CompressedRecords {
  /** The low three bits of the batch's attributes. */
  readonly compressionId: number
  readonly batch: Buffer
}

/**
 * One record batch under construction: records are written straight into its buffer, behind room for the header, and
 * {@link seal} fills the header in. The buffer starts small and doubles up to `targetBytes`, so that ten thousand half-empty
 * batches do not cost ten thousand full buffers; one record above that gets a buffer of its own size.
 */
export class RecordBatchBuilder {
  #buffer: Buffer
  #position = layout.RECORDS_AT
  /** Records appended so far. */
  recordCount = 0
  #baseTimestamp = 0
  #maxTimestamp = 0
  #largestBodySize = 0
  readonly #targetBytes: number

  /** @param buffer what it writes to until it grows; nobody else may */
  constructor(buffer: Buffer, targetBytes: number) {
    this.#buffer = buffer
    this.#targetBytes = targetBytes
  }

  /** Bytes allocated for this batch, which is what its memory is counted as. */
  get capacity(): number {
    return this.#buffer.length
  }

  /** Bytes written so far, header included. */
  get sizeInBytes(): number {
    return this.#position
  }

  /** Bytes that the largest record takes, its length field included. */
  get largestRecordBytes(): number {
    const bodySize = this.#largestBodySize
    return bodySize === 0 ? 0 : varintSize(bodySize) + bodySize
  }

  /** The bytes so far, as a view; the header is there only after {@link seal}. */
  get written(): Buffer {
    return this.#buffer.subarray(0, this.#position)
  }

  /** The records so far, without the header, as a view. */
  get records(): Buffer {
    return this.#buffer.subarray(layout.RECORDS_AT, this.#position)
  }

  /** Timestamp of the first record: the one that all deltas count from. */
  get baseTimestamp(): number {
    return this.#baseTimestamp
  }

  /** Reads the timestamps of the records that are in it, from the first one on. */
  timestamps(): RecordTimestamps {
    return new RecordTimestamps(this.#buffer, this.#baseTimestamp)
  }

  /** Bytes that the next record would take in this batch after its own length field. */
  bodySizeOfNext(record: RecordContent): number {
    const delta = this.recordCount === 0 ? 0 : record.timestamp - this.#baseTimestamp
    const { keyLength, valueLength, headers } = record
    return recordBodySize(delta, this.recordCount, keyLength, valueLength, headers)
  }

  /** The capacity that {@link append} of a record of that body size will leave; the same as now when it fits. */
  capacityFor(bodySize: number): number {
    const needed = this.#position + varintSize(bodySize) + bodySize
    if (needed <= this.#buffer.length) return this.#buffer.length
    const doubled = Math.min(this.#buffer.length * 2, this.#targetBytes)
    return Math.max(needed, doubled)
  }

  /** Appends one record; `bodySize` is that of {@link bodySizeOfNext}. */
  append(record: RecordContent, bodySize: number): void {
    const capacity = this.capacityFor(bodySize)
    if (capacity > this.#buffer.length) this.#growTo(capacity)
    if (this.recordCount === 0) {
      this.#baseTimestamp = record.timestamp
      this.#maxTimestamp = record.timestamp
    } else if (record.timestamp > this.#maxTimestamp) {
      this.#maxTimestamp = record.timestamp
    }
    if (bodySize > this.#largestBodySize) this.#largestBodySize = bodySize
    const delta = record.timestamp - this.#baseTimestamp
    this.#position = writeRecord(
      this.#buffer,
      this.#position,
      bodySize,
      delta,
      this.recordCount,
      record,
    )
    this.recordCount++
  }

  /**
   * Writes the header in front of the records and returns the finished batch: a view of the builder's buffer, or the compressed
   * one. Sealing again (a restamp under a new epoch) rewrites the header in place, so it is only for bytes that no broker may
   * have stored.
   */
  seal(
    stamp: ProducerStamp,
    transactional: boolean,
    compressed: CompressedRecords | null = null,
  ): Buffer {
    const batch = compressed === null ? this.written : compressed.batch
    const compressionId = compressed === null ? layout.NO_COMPRESSION : compressed.compressionId
    const transactionalBit = transactional ? layout.TRANSACTIONAL_BIT : 0
    writeInt64(batch, layout.BASE_OFFSET_AT, 0)
    batch.writeInt32BE(batch.length - layout.PARTITION_LEADER_EPOCH_AT, layout.BATCH_LENGTH_AT)
    batch.writeInt32BE(layout.NO_PARTITION_LEADER_EPOCH, layout.PARTITION_LEADER_EPOCH_AT)
    batch[layout.MAGIC_AT] = layout.MAGIC
    batch.writeInt16BE(compressionId | transactionalBit, layout.ATTRIBUTES_AT)
    batch.writeInt32BE(this.recordCount - 1, layout.LAST_OFFSET_DELTA_AT)
    writeInt64(batch, layout.BASE_TIMESTAMP_AT, this.#baseTimestamp)
    writeInt64(batch, layout.MAX_TIMESTAMP_AT, this.#maxTimestamp)
    writeInt64(batch, layout.PRODUCER_ID_AT, stamp.producerId)
    batch.writeInt16BE(stamp.producerEpoch, layout.PRODUCER_EPOCH_AT)
    batch.writeInt32BE(stamp.baseSequence, layout.BASE_SEQUENCE_AT)
    batch.writeInt32BE(this.recordCount, layout.RECORD_COUNT_AT)
    batch.writeUInt32BE(crc32c(batch, layout.ATTRIBUTES_AT), layout.CRC_AT)
    return batch
  }

  #growTo(capacity: number): void {
    // Never from a pool: a buffer that was handed to a socket must not be shared with anything (CVE-2026-35554).
    const larger = Buffer.allocUnsafeSlow(capacity)
    larger.set(this.#buffer.subarray(0, this.#position))
    this.#buffer = larger
  }
}
