import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { headerBlockOf } from '../../test/header-block-of.ts'
import type { HeaderBlock } from './header-block.ts'
import { NO_PRODUCER, RecordBatchBuilder } from './record-batch-builder.ts'
import { lengthOf } from './record-field.ts'
import { RecordReader } from './record-reader.ts'
import type { RecordContent } from './record-writer.ts'

interface BatchVector {
  readonly codec: string
  readonly producerId: string
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly transactional: boolean
  readonly batch: string
  readonly records: readonly RecordVector[]
}

interface RecordVector {
  readonly timestamp: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: readonly { readonly key: string; readonly value: string | null }[]
}

// Batches that Java's MemoryRecordsBuilder wrote.
const file = new URL('../../test/vectors/batches.ndjson.gz', import.meta.url)
const vectors = gunzipSync(readFileSync(file))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as BatchVector)
const uncompressed = vectors.filter((vector) => vector.codec === 'none')

const fromHex = (hex: string | null): Buffer | null =>
  hex === null ? null : Buffer.from(hex, 'hex')

function content(
  timestamp: number,
  key: string | Buffer | null,
  value: string | Buffer | null,
  headers: HeaderBlock | null = null,
): RecordContent {
  const keyLength = lengthOf(key)
  return { timestamp, key, keyLength, value, valueLength: lengthOf(value), headers }
}

function append(builder: RecordBatchBuilder, record: RecordContent): void {
  builder.append(record, builder.bodySizeOfNext(record))
}

describe('RecordBatchBuilder', () => {
  it('has Java’s uncompressed batches to compare with', () => {
    expect(uncompressed.length).toBe(60)
  })

  it.each(uncompressed.map((vector, index) => ({ index, vector })))(
    'writes the bytes that Java writes (batch $index)',
    ({ vector }) => {
      const builder = new RecordBatchBuilder(Buffer.allocUnsafeSlow(128), 16_384)
      for (const record of vector.records) {
        const pairs = record.headers.map(({ key, value }) => [key, fromHex(value)] as const)
        const headers = headerBlockOf(pairs)
        append(
          builder,
          content(record.timestamp, fromHex(record.key), fromHex(record.value), headers),
        )
      }

      const batch = builder.seal(
        {
          producerId: BigInt(vector.producerId),
          producerEpoch: vector.producerEpoch,
          baseSequence: vector.baseSequence,
        },
        vector.transactional,
      )

      expect(batch.toString('hex')).toBe(vector.batch)
    },
  )

  it('writes text as its UTF-8 bytes', () => {
    const text = new RecordBatchBuilder(Buffer.allocUnsafeSlow(64), 1_024)
    const bytes = new RecordBatchBuilder(Buffer.allocUnsafeSlow(64), 1_024)
    append(text, content(1, 'ключ', 'zażółć 😀'))
    append(bytes, content(1, Buffer.from('ключ'), Buffer.from('zażółć 😀')))

    expect(text.seal(NO_PRODUCER, false)).toEqual(bytes.seal(NO_PRODUCER, false))
  })

  it('doubles its buffer up to the target and gives a larger record a buffer of its own', () => {
    const builder = new RecordBatchBuilder(Buffer.allocUnsafeSlow(128), 1_000)
    const capacities: number[] = []
    for (const size of [10, 100, 300, 300, 5_000]) {
      append(builder, content(1, null, Buffer.alloc(size)))
      capacities.push(builder.capacity)
    }

    expect(capacities).toEqual([128, 256, 512, 1_000, builder.sizeInBytes])
  })

  it('reads its records back for observers', () => {
    const builder = new RecordBatchBuilder(Buffer.allocUnsafeSlow(64), 1_024)
    append(builder, content(1_000, 'k', null))
    append(
      builder,
      content(
        400,
        null,
        'v',
        headerBlockOf([
          ['h', null],
          ['h', 'x'],
        ]),
      ),
    )

    const reader = new RecordReader(builder.written, 'orders', 3, builder.baseTimestamp)
    const first = reader.next()
    const second = reader.next()

    expect(first).toMatchObject({ topic: 'orders', partition: 3, timestamp: 1_000, headers: [] })
    expect(first.key?.toString()).toBe('k')
    expect(first.value).toBeNull()
    expect(second.timestamp).toBe(400)
    expect(second.key).toBeNull()
    expect(second.headers).toEqual([
      ['h', null],
      ['h', Buffer.from('x')],
    ])
  })

  it('carries the same records with another stamp when it is sealed again', () => {
    const builder = new RecordBatchBuilder(Buffer.allocUnsafeSlow(64), 1_024)
    append(builder, content(1, 'k', 'v'))
    const first = Buffer.from(
      builder.seal({ producerId: 7n, producerEpoch: 0, baseSequence: 9 }, false),
    )

    const second = builder.seal({ producerId: 7n, producerEpoch: 1, baseSequence: 0 }, false)

    expect(second.subarray(61)).toEqual(first.subarray(61))
    expect(second.readInt16BE(51)).toBe(1)
    expect(second.readInt32BE(53)).toBe(0)
  })
})
