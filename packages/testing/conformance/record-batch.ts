import { crc32c } from '../src/cluster/crc32c.ts'

const BYTES_BEFORE_LENGTH_COUNTS = 12
const CRC_AT = 17
const ATTRIBUTES_AT = 21
const HEADER_BYTES = 61

/** What may be wrong with a batch, on top of what a producer says. */
export interface BatchTerms {
  readonly values?: readonly string[]
  /** Null for none. */
  readonly key?: string | null
  readonly producerId?: bigint
  readonly producerEpoch?: number
  readonly baseSequence?: number
  readonly timestampMs?: number
  readonly magic?: number
  readonly attributes?: number
  /** How many records the header claims; as many as there are when left out. */
  readonly claimedRecordCount?: number
  readonly corruptCrc?: boolean
}

/** A record batch of magic 2, written here and not by the producer's code: a second reading of the format. */
export function recordBatch(terms: BatchTerms = {}): Buffer {
  const { values = ['value'], key = null, producerId = -1n, producerEpoch = -1 } = terms
  const { baseSequence = -1, timestampMs = Date.now(), magic = 2, attributes = 0 } = terms
  const records = Buffer.concat(values.map((value, index) => record(key, value, index)))
  const batch = Buffer.alloc(HEADER_BYTES + records.length)
  batch.writeInt32BE(batch.length - BYTES_BEFORE_LENGTH_COUNTS, 8)
  batch.writeInt32BE(-1, 12)
  batch.writeInt8(magic, 16)
  batch.writeInt16BE(attributes, ATTRIBUTES_AT)
  batch.writeInt32BE(values.length - 1, 23)
  batch.writeBigInt64BE(BigInt(timestampMs), 27)
  batch.writeBigInt64BE(BigInt(timestampMs), 35)
  batch.writeBigInt64BE(producerId, 43)
  batch.writeInt16BE(producerEpoch, 51)
  batch.writeInt32BE(baseSequence, 53)
  batch.writeInt32BE(terms.claimedRecordCount ?? values.length, 57)
  records.copy(batch, HEADER_BYTES)
  const crc = crc32c(batch, ATTRIBUTES_AT)
  batch.writeUInt32BE(terms.corruptCrc ? (crc ^ 1) >>> 0 : crc, CRC_AT)
  return batch
}

function record(key: string | null, value: string, offsetDelta: number): Buffer {
  const body = Buffer.concat([
    Buffer.of(0),
    varint(0),
    varint(offsetDelta),
    ...(key === null ? [varint(-1)] : [varint(Buffer.byteLength(key)), Buffer.from(key)]),
    varint(Buffer.byteLength(value)),
    Buffer.from(value),
    varint(0),
  ])
  return Buffer.concat([varint(body.length), body])
}

/** Zigzag: small numbers of either sign take few bytes. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  return Buffer.of(...bytes, rest)
}
