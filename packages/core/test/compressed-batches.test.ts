import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CompressionName } from '../src/compression/compression-codec.ts'
import { COMPRESSION_ID } from '../src/compression/compression-id.ts'
import { resolveCompression } from '../src/compression/resolve-compression.ts'
import { RecordBatchBuilder } from '../src/record-format/record-batch-builder.ts'
import { lengthOf } from '../src/record-format/record-field.ts'
import { decompress } from './decompress.ts'
import { headerBlockOf } from './header-block-of.ts'
import { startVirtualCluster } from './virtual-cluster.ts'

interface BatchVector {
  readonly codec: 'none' | CompressionName
  readonly producerId: string
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly transactional: boolean
  readonly batch: string
  readonly records: readonly {
    readonly timestamp: number
    readonly key: string | null
    readonly value: string | null
    readonly headers: readonly { readonly key: string; readonly value: string | null }[]
  }[]
}

const CODECS = ['gzip', 'snappy', 'lz4', 'zstd'] as const
const RECORDS_AT = 61
const CRC_AT = 17
const AFTER_CRC = 21

// Batches that Java's MemoryRecordsBuilder wrote.
const vectors = gunzipSync(readFileSync(new URL('vectors/batches.ndjson.gz', import.meta.url)))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as BatchVector)
const compressedVectors = vectors.filter(({ codec }) => codec !== 'none')

const fromHex = (hex: string | null): Buffer | null =>
  hex === null ? null : Buffer.from(hex, 'hex')

function builderOf(vector: BatchVector): RecordBatchBuilder {
  const builder = new RecordBatchBuilder(Buffer.allocUnsafeSlow(128), 1_048_576)
  for (const { timestamp, key, value, headers } of vector.records) {
    const record = {
      timestamp,
      key: fromHex(key),
      keyLength: lengthOf(fromHex(key)),
      value: fromHex(value),
      valueLength: lengthOf(fromHex(value)),
      headers: headerBlockOf(headers.map((header) => [header.key, fromHex(header.value)] as const)),
    }
    builder.append(record, builder.bodySizeOfNext(record))
  }
  return builder
}

describe('compressed batches', () => {
  it('are compared with Java’s in all four codecs', () => {
    expect(new Set(compressedVectors.map(({ codec }) => codec))).toEqual(new Set(CODECS))
  })

  it.each(
    compressedVectors.map((vector, index) => ({ title: `${vector.codec} ${index}`, vector })),
  )('hold what Java’s hold, header and records: $title', ({ vector }) => {
    const java = Buffer.from(vector.batch, 'hex')
    const builder = builderOf(vector)
    const compressed = resolveCompression(vector.codec)?.compressSync(builder.records)
    const batch = Buffer.concat([Buffer.alloc(RECORDS_AT), compressed ?? Buffer.alloc(0)])
    const stamp = {
      producerId: BigInt(vector.producerId),
      producerEpoch: vector.producerEpoch,
      baseSequence: vector.baseSequence,
    }

    const compressionId = COMPRESSION_ID[vector.codec]
    const ours = builder.seal(stamp, vector.transactional, { compressionId, batch })

    expect(ours.subarray(AFTER_CRC, RECORDS_AT)).toEqual(java.subarray(AFTER_CRC, RECORDS_AT))
    expect(ours.subarray(12, CRC_AT)).toEqual(java.subarray(12, CRC_AT))
    expect(ours.readInt32BE(8)).toBe(ours.length - 12)
    const records = decompress(vector.codec, ours.subarray(RECORDS_AT))
    expect(records).toEqual(decompress(vector.codec, java.subarray(RECORDS_AT)))
    expect(records).toEqual(builder.records)
  })

  it.each(CODECS)('are read back record by record, whatever is in them (%s)', async (codec) => {
    const record = fc.record({
      key: fc.option(fc.uint8Array({ maxLength: 40 }), { nil: null }),
      value: fc.oneof(
        fc.constant(null),
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(40_000).map((size) => new Uint8Array(size).fill(size & 0xff)),
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 20 }), async (records) => {
        const { kafka, producer, until } = startVirtualCluster()
        kafka.createTopic('t')
        const sender = producer({ compression: codec, batchSizeBytes: 200_000 })

        await until(Promise.all(records.map((each) => sender.send({ topic: 't', ...each }))))

        const stored = kafka.records('t').map(({ key, value }) => ({ key, value }))
        expect(stored).toEqual(
          records.map(({ key, value }) => ({
            key: key === null ? null : Buffer.from(key),
            value: value === null ? null : Buffer.from(value),
          })),
        )
        expect(kafka.violations()).toEqual([])
      }),
      { numRuns: 25 },
    )
  })

  it('have the frames that Kafka’s consumers look for', () => {
    const compress = (codec: CompressionName, bytes: number): Uint8Array =>
      resolveCompression(codec)?.compressSync(Buffer.alloc(bytes, 'abcdefgh')) ?? Buffer.alloc(0)
    const start = (codec: CompressionName, length: number): string =>
      Buffer.from(compress(codec, 1_000)).subarray(0, length).toString('hex')

    // Version 1, independent blocks, no other flags; blocks of 64 KiB; the checksum of these two.
    expect(start('lz4', 7)).toBe('04224d18604082')
    expect(start('snappy', 16)).toBe('82534e41505059000000000100000001')
    // The size of the content, so that a consumer allocates no larger window.
    expect(start('zstd', 7)).toBe('28b52ffd60e802')
    const blocks = Buffer.from(compress('snappy', 100_000))
    const lengths: number[] = []
    for (let at = 16; at < blocks.length; at += 4 + blocks.readInt32BE(at)) {
      lengths.push(uncompressedLength(blocks, at + 4))
    }
    expect(lengths).toEqual([32_768, 32_768, 32_768, 100_000 - 3 * 32_768])
  })
})

/** The length in front of a snappy block. */
function uncompressedLength(bytes: Buffer, at: number): number {
  let length = 0
  for (let shift = 0, position = at; ; shift += 7, position++) {
    const byte = bytes[position] as number
    length |= (byte & 0x7f) << shift
    if (byte < 0x80) return length
  }
}
