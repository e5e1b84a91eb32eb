import type { BenchRecord } from '../../records/bench-record.ts'
import { plainValue } from '../../records/plain-value.ts'
import { crc32c } from './crc32c.ts'
import {
  ATTRIBUTES_AT,
  BASE_SEQUENCE_AT,
  BASE_TIMESTAMP_AT,
  BATCH_LENGTH_AT,
  CRC_AT,
  HEADER_BYTES,
  LAST_OFFSET_DELTA_AT,
  MAGIC_AT,
  MAX_TIMESTAMP_AT,
  PARTITION_LEADER_EPOCH_AT,
  PRODUCER_EPOCH_AT,
  PRODUCER_ID_AT,
  RECORD_COUNT_AT,
} from './record-batch-layout.ts'

const NONE = -1

/** A length of −1 in the variable-length form. */
const NO_KEY = Buffer.from([1])

/** What of a record the bare socket writes; headers it has none. */
export type PlainRecord = Pick<BenchRecord, 'key' | 'value'>

/** Whom a broker takes a batch for, and tells a repeated one by. */
export interface BatchProducer {
  readonly producerId: bigint
  readonly producerEpoch: number
}

/** @param producer null: one that is not idempotent, the least that a broker stores. Else it is its first batch. */
export function encodeRecordBatch(
  records: readonly PlainRecord[],
  timestampMs: number,
  producer: BatchProducer | null = null,
): Buffer {
  const bodies = records.map(recordBody).flatMap((body) => [varint(body.length), body])
  const batch = Buffer.concat([Buffer.alloc(HEADER_BYTES), ...bodies])
  batch.writeInt32BE(batch.length - PARTITION_LEADER_EPOCH_AT, BATCH_LENGTH_AT)
  batch.writeInt32BE(NONE, PARTITION_LEADER_EPOCH_AT)
  batch.writeInt8(2, MAGIC_AT)
  batch.writeInt32BE(records.length - 1, LAST_OFFSET_DELTA_AT)
  batch.writeBigInt64BE(BigInt(timestampMs), BASE_TIMESTAMP_AT)
  batch.writeBigInt64BE(BigInt(timestampMs), MAX_TIMESTAMP_AT)
  batch.writeBigInt64BE(producer?.producerId ?? BigInt(NONE), PRODUCER_ID_AT)
  batch.writeInt16BE(producer?.producerEpoch ?? NONE, PRODUCER_EPOCH_AT)
  batch.writeInt32BE(producer === null ? NONE : 0, BASE_SEQUENCE_AT)
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
