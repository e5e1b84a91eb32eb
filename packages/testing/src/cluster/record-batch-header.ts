import { crc32c } from './crc32c.ts'

const BASE_OFFSET_AT = 0
const BATCH_LENGTH_AT = BASE_OFFSET_AT + 8
const LEADER_EPOCH_AT = BATCH_LENGTH_AT + 4
const MAGIC_AT = LEADER_EPOCH_AT + 4
const CRC_AT = MAGIC_AT + 1
const ATTRIBUTES_AT = CRC_AT + 4 // The CRC covers everything from here to the end.
const LAST_OFFSET_DELTA_AT = ATTRIBUTES_AT + 2
const BASE_TIMESTAMP_AT = LAST_OFFSET_DELTA_AT + 4
const MAX_TIMESTAMP_AT = BASE_TIMESTAMP_AT + 8
const PRODUCER_ID_AT = MAX_TIMESTAMP_AT + 8
const PRODUCER_EPOCH_AT = PRODUCER_ID_AT + 8
const BASE_SEQUENCE_AT = PRODUCER_EPOCH_AT + 2
const RECORD_COUNT_AT = BASE_SEQUENCE_AT + 4

/** Where the records, compressed or not, begin. */
export const RECORDS_AT = RECORD_COUNT_AT + 4
/** Bytes before the part that the batch's own length field counts. */
export const LENGTH_OVERHEAD = LEADER_EPOCH_AT
export const MAGIC_V2 = 2

const COMPRESSION_MASK = 0x07
const LOG_APPEND_TIME_FLAG = 0x08
const TRANSACTIONAL_FLAG = 0x10
const CONTROL_FLAG = 0x20

/**
 * The fields of a record batch of magic 2 before its records. Timestamps are milliseconds since the epoch.
 *
 * @public
 */
export interface RecordBatchHeader {
  readonly baseOffset: number
  readonly leaderEpoch: number
  readonly crc: number
  readonly compression: number
  readonly logAppendTime: boolean
  readonly transactional: boolean
  readonly control: boolean
  readonly lastOffsetDelta: number
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly recordCount: number
}

/** Reads the header of a batch of magic 2; `bytes` holds at least {@link RECORDS_AT} bytes. */
export function readBatchHeader(bytes: Buffer): RecordBatchHeader {
  const attributes = bytes.readInt16BE(ATTRIBUTES_AT)
  return {
    baseOffset: Number(bytes.readBigInt64BE(BASE_OFFSET_AT)),
    leaderEpoch: bytes.readInt32BE(LEADER_EPOCH_AT),
    crc: bytes.readUInt32BE(CRC_AT),
    compression: attributes & COMPRESSION_MASK,
    logAppendTime: (attributes & LOG_APPEND_TIME_FLAG) !== 0,
    transactional: (attributes & TRANSACTIONAL_FLAG) !== 0,
    control: (attributes & CONTROL_FLAG) !== 0,
    lastOffsetDelta: bytes.readInt32BE(LAST_OFFSET_DELTA_AT),
    baseTimestamp: Number(bytes.readBigInt64BE(BASE_TIMESTAMP_AT)),
    maxTimestamp: Number(bytes.readBigInt64BE(MAX_TIMESTAMP_AT)),
    producerId: bytes.readBigInt64BE(PRODUCER_ID_AT),
    producerEpoch: bytes.readInt16BE(PRODUCER_EPOCH_AT),
    baseSequence: bytes.readInt32BE(BASE_SEQUENCE_AT),
    recordCount: bytes.readInt32BE(RECORD_COUNT_AT),
  }
}

/** The number that counts the batch's bytes behind itself; `bytes` holds at least {@link LENGTH_OVERHEAD} bytes. */
export function readBatchLength(bytes: Buffer): number {
  return bytes.readInt32BE(BATCH_LENGTH_AT)
}

/** The format version; it stands at the same place in every format Kafka ever had. */
export function readMagic(bytes: Buffer): number {
  return bytes.readInt8(MAGIC_AT)
}

/** What the CRC of this batch should be. */
export function computeBatchCrc(bytes: Buffer): number {
  return crc32c(bytes, ATTRIBUTES_AT)
}

/** Writes what the leader assigns. Both fields lie before the CRC's range, so the checksum stays the producer's own. */
export function stampOffset(bytes: Buffer, baseOffset: number, leaderEpoch: number): void {
  bytes.writeBigInt64BE(BigInt(baseOffset), BASE_OFFSET_AT)
  bytes.writeInt32BE(leaderEpoch, LEADER_EPOCH_AT)
}

/** Marks the batch as appended at `timestamp` (Kafka: `message.timestamp.type=LogAppendTime`); this changes the CRC. */
export function stampAppendTime(bytes: Buffer, timestamp: number): void {
  bytes.writeInt16BE(bytes.readInt16BE(ATTRIBUTES_AT) | LOG_APPEND_TIME_FLAG, ATTRIBUTES_AT)
  bytes.writeBigInt64BE(BigInt(timestamp), MAX_TIMESTAMP_AT)
  bytes.writeUInt32BE(computeBatchCrc(bytes), CRC_AT)
}
