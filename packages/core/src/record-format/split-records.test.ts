import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headerBlockOf } from '../../test/header-block-of.ts'
import { NO_PRODUCER, RecordBatchBuilder } from './record-batch-builder.ts'
import { lengthOf } from './record-field.ts'
import { RecordReader } from './record-reader.ts'
import { splitRecords } from './split-records.ts'

interface Content {
  readonly timestamp: number
  readonly key: string | null
  readonly value: string | null
  readonly header: string | null
}

function builderOf(contents: readonly Content[]): RecordBatchBuilder {
  const builder = new RecordBatchBuilder(Buffer.allocUnsafeSlow(100), 1_000)
  for (const { timestamp, key, value, header } of contents) {
    const headers = header === null ? null : headerBlockOf([['h', header]])
    const record = {
      timestamp,
      key,
      keyLength: lengthOf(key),
      value,
      valueLength: lengthOf(value),
      headers,
    }
    builder.append(record, builder.bodySizeOfNext(record))
  }
  return builder
}

function contentsOf({ written, baseTimestamp, recordCount }: RecordBatchBuilder): Content[] {
  const reader = new RecordReader(written, 't', 0, baseTimestamp)
  return Array.from({ length: recordCount }, () => {
    const { timestamp, key, value, headers } = reader.next()
    return {
      timestamp,
      key: key?.toString() ?? null,
      value: value?.toString() ?? null,
      header: headers[0]?.[1]?.toString() ?? null,
    }
  })
}

const text = fc.option(fc.string({ maxLength: 200, unit: 'grapheme-ascii' }))
const content = fc.record({
  timestamp: fc.integer({ min: 0, max: 2 ** 41 }),
  key: text,
  value: text,
  header: text,
})

describe('splitRecords', () => {
  it('keeps every record, in order, and neither half empty', () => {
    fc.assert(
      fc.property(fc.array(content, { minLength: 2, maxLength: 40 }), (contents) => {
        const [first, second] = splitRecords(builderOf(contents))

        expect(first.recordCount).toBeGreaterThan(0)
        expect(second.recordCount).toBeGreaterThan(0)
        expect([...contentsOf(first), ...contentsOf(second)]).toEqual(contents)
      }),
    )
  })

  it('makes batches with the bytes that they would have had if they had been built alone', () => {
    fc.assert(
      fc.property(fc.array(content, { minLength: 2, maxLength: 40 }), (contents) => {
        const [first, second] = splitRecords(builderOf(contents))
        const cut = first.recordCount
        const alone = [contents.slice(0, cut), contents.slice(cut)].map((half) =>
          builderOf(half).seal(NO_PRODUCER, false),
        )

        expect([first, second].map((half) => half.seal(NO_PRODUCER, false))).toEqual(alone)
      }),
    )
  })

  it.each([
    ['equal records in the middle', [10, 10, 10, 10], 2],
    ['behind a large first one', [900, 10, 10, 10], 1],
    ['before a large last one', [10, 10, 10, 900], 3],
  ])('cuts %s', (_where, sizes, cut) => {
    const contents = sizes.map((size) => ({
      timestamp: 1,
      key: null,
      value: 'x'.repeat(size),
      header: null,
    }))

    expect(splitRecords(builderOf(contents))[0].recordCount).toBe(cut)
  })
})
