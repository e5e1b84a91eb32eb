import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PendingRecord } from '../accumulator/pending-record.ts'
import { RecordBatchBuilder } from './record-batch-builder.ts'
import { lengthOf } from './record-field.ts'

function batchOf(records: readonly { timestamp: number; value: string }[]): RecordBatchBuilder {
  const builder = new RecordBatchBuilder(Buffer.allocUnsafeSlow(100), 1_000_000)
  for (const { timestamp, value } of records) {
    const record = new PendingRecord()
    record.timestamp = timestamp
    record.value = value
    record.valueLength = lengthOf(value)
    builder.append(record, builder.bodySizeOfNext(record))
  }
  return builder
}

/** As far as a Date goes, in both directions from any first record. */
const anyRecord = fc.record({
  timestamp: fc.oneof(
    fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
    fc.integer({ min: 1_700_000_000_000, max: 1_700_000_001_000 }),
  ),
  value: fc.string({ maxLength: 200 }),
})

describe('RecordTimestamps', () => {
  it('gives the timestamp that each record was appended with', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 40 }), (records) => {
        const timestamps = batchOf(records).timestamps()

        expect(records.map((_, index) => timestamps.at(index))).toEqual(
          records.map(({ timestamp }) => timestamp),
        )
      }),
    )
  })

  it('leaves out records that nobody asks for', () => {
    const records = [7, 9, 8, 1_000, 3].map((timestamp) => ({ timestamp, value: 'x' }))
    const timestamps = batchOf(records).timestamps()

    expect(timestamps.nextIndex).toBe(0)
    expect(timestamps.at(1)).toBe(9)
    expect(timestamps.nextIndex).toBe(2)
    expect(timestamps.at(4)).toBe(3)
  })
})
