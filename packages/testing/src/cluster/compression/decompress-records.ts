import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { BrokerRefusal } from '../broker-refusal.ts'
import { decompressLz4 } from './lz4.ts'
import { decompressSnappy } from './snappy.ts'

/** The most that the records of one batch may unfold to, in bytes. */
export const MAX_UNCOMPRESSED_BYTES = 104_857_600

type Decompressor = (input: Buffer, maxBytes: number) => Buffer

// Indexed by the batch's compression id.
const DECOMPRESSORS: readonly Decompressor[] = [
  (input) => input,
  (input, maxOutputLength) => gunzipSync(input, { maxOutputLength }),
  decompressSnappy,
  decompressLz4,
  (input, maxOutputLength) => zstdDecompressSync(input, { maxOutputLength }),
]

export const ZSTD = 4

/**
 * The plain records of a batch, from what follows its header.
 *
 * @throws {BrokerRefusal} `UNSUPPORTED_COMPRESSION_TYPE` for an id that Kafka does not know; `CORRUPT_MESSAGE` for
 *   bytes that the codec does not take or that unfold to more than `maxBytes`.
 */
export function decompressRecords(
  compression: number,
  records: Buffer,
  maxBytes = MAX_UNCOMPRESSED_BYTES,
): Buffer {
  const decompress = DECOMPRESSORS[compression]
  if (decompress === undefined) {
    throw new BrokerRefusal('UNSUPPORTED_COMPRESSION_TYPE', `Unknown compression ${compression}`)
  }
  try {
    return decompress(records, maxBytes)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new BrokerRefusal('CORRUPT_MESSAGE', `The records do not decompress: ${reason}`)
  }
}
