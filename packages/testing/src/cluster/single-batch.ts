import { BrokerRefusal } from './broker-refusal.ts'
import { ZSTD } from './compression/decompress-records.ts'
import {
  LENGTH_OVERHEAD,
  MAGIC_V2,
  RECORDS_AT,
  type RecordBatchHeader,
  readBatchHeader,
  readBatchLength,
  readMagic,
} from './record-batch-header.ts'

// Fewer bytes than the smallest message of the oldest format: no batch of any format.
const SMALLEST_BATCH_LENGTH = 14
const BYTES_UP_TO_MAGIC = 17
const FIRST_VERSION_WITH_ZSTD = 7

/** One record batch as a producer sent it: a view of its bytes and its header. */
export interface IncomingBatch {
  readonly bytes: Buffer
  readonly header: RecordBatchHeader
}

/**
 * Takes the one batch out of a partition's records in a Produce request, as a broker does before it looks at the log.
 *
 * @throws {BrokerRefusal} `INVALID_RECORD` for no batch, more than one, or an old format; `CORRUPT_MESSAGE` for a batch
 *   that cannot be framed; `UNSUPPORTED_COMPRESSION_TYPE` for zstd below Produce 7 (KIP-110).
 */
export function takeSingleBatch(records: Uint8Array | null, apiVersion: number): IncomingBatch {
  const all = records === null ? Buffer.alloc(0) : asBuffer(records)
  const bytes = nextBatch(all)
  if (bytes === undefined) {
    throw new BrokerRefusal('INVALID_RECORD', 'There must be at least one record batch')
  }
  const magic = readMagic(bytes)
  if (magic !== MAGIC_V2) {
    throw new BrokerRefusal('INVALID_RECORD', `Record batches must have magic 2, not ${magic}`)
  }
  if (bytes.length < RECORDS_AT) {
    throw new BrokerRefusal('CORRUPT_MESSAGE', `A record batch of ${bytes.length} bytes`)
  }
  const header = readBatchHeader(bytes)
  if (header.compression === ZSTD && apiVersion < FIRST_VERSION_WITH_ZSTD) {
    throw new BrokerRefusal('UNSUPPORTED_COMPRESSION_TYPE', `zstd in Produce ${apiVersion}`)
  }
  if (nextBatch(all.subarray(bytes.length)) !== undefined) {
    throw new BrokerRefusal('INVALID_RECORD', 'There must be exactly one record batch')
  }
  return { bytes, header }
}

/** The first whole batch, or nothing where only a part of one is left. */
function nextBatch(bytes: Buffer): Buffer | undefined {
  if (bytes.length < LENGTH_OVERHEAD) return undefined
  const length = readBatchLength(bytes)
  if (length < SMALLEST_BATCH_LENGTH) {
    throw new BrokerRefusal('CORRUPT_MESSAGE', `A record batch of length ${length}`)
  }
  if (bytes.length < BYTES_UP_TO_MAGIC) return undefined
  const magic = readMagic(bytes)
  if (magic < 0 || magic > MAGIC_V2) {
    throw new BrokerRefusal('CORRUPT_MESSAGE', `A record batch of magic ${magic}`)
  }
  const end = LENGTH_OVERHEAD + length
  return end > bytes.length ? undefined : bytes.subarray(0, end)
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
