import type { BenchRecord } from '../../records/bench-record.ts'
import { plainValue } from '../../records/plain-value.ts'
import { crc32c } from './crc32c.ts'

// A record batch of magic 2: where each field of its header begins.
const BATCH_LENGTH_AT = 8
const PARTITION_LEADER_EPOCH_AT = BATCH_LENGTH_AT + 4
const MAGIC_AT = PARTITION_LEADER_EPOCH_AT + 4
const CRC_AT = MAGIC_AT + 1
const ATTRIBUTES_AT = CRC_AT + 4 // The CRC covers everything from here to the end.
const LAST_OFFSET_DELTA_AT = ATTRIBUTES_AT + 2
const BASE_TIMESTAMP_AT = LAST_OFFSET_DELTA_AT + 4
const MAX_TIMESTAMP_AT = BASE_TIMESTAMP_AT + 8
const PRODUCER_ID_AT = MAX_TIMESTAMP_AT + 8
const PRODUCER_EPOCH_AT = PRODUCER_ID_AT + 8
const BASE_SEQUENCE_AT = PRODUCER_EPOCH_AT + 2
const RECORD_COUNT_AT = BASE_SEQUENCE_AT + 4
const HEADER_BYTES = RECORD_COUNT_AT + 4

const NONE = -1

/** A length of −1 in the variable-length form. */
const NO_KEY = Buffer.from([1])

/** What of a record the bare socket writes; headers it has none. */
export type PlainRecord = Pick<BenchRecord, 'key' | 'value'>

/** Records as a batch of a producer that is not idempotent: the least that a broker stores. */
export function encodeRecordBatch(records: readonly PlainRecord[], timestampMs: number): Buffer {
  const bodies = records.map(recordBody).flatMap((body) => [varint(body.length), body])
  const batch = Buffer.concat([Buffer.alloc(HEADER_BYTES), ...bodies])
  batch.writeInt32BE(batch.length - PARTITION_LEADER_EPOCH_AT, BATCH_LENGTH_AT)
  batch.writeInt32BE(NONE, PARTITION_LEADER_EPOCH_AT)
  batch.writeInt8(2, MAGIC_AT)
  batch.writeInt32BE(records.length - 1, LAST_OFFSET_DELTA_AT)
  batch.writeBigInt64BE(BigInt(timestampMs), BASE_TIMESTAMP_AT)
  batch.writeBigInt64BE(BigInt(timestampMs), MAX_TIMESTAMP_AT)
  batch.writeBigInt64BE(BigInt(NONE), PRODUCER_ID_AT)
  batch.writeInt16BE(NONE, PRODUCER_EPOCH_AT)
  batch.writeInt32BE(NONE, BASE_SEQUENCE_AT)
  batch.writeInt32BE(records.length, RECORD_COUNT_AT)
  batch.writeUInt32BE(crc32c(batch.subarray(ATTRIBUTES_AT)), CRC_AT)
  return batch
}

function recordBody({ key, value }: PlainRecord, offset: number): Buffer {
  const attributes = Buffer.from([0])
  const keyBytes = key === null ? null : Buffer.from(key)
  const valueBytes = Buffer.from(plainValue(value))
  const [timestampDelta, offsetDelta, headerCount] = [varint(0), varint(offset), varint(0)]
  return Buffer.concat([
    attributes,
    timestampDelta,
    offsetDelta,
    ...(keyBytes === null ? [NO_KEY] : [varint(keyBytes.length), keyBytes]),
    varint(valueBytes.length),
    valueBytes,
    headerCount,
  ])
}

/** A number that is not negative in Kafka's variable-length form: doubled (zigzag), seven bits to a byte, low ones first. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value * 2
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  bytes.push(rest)
  return Buffer.from(bytes)
}
