import { describe, expect, it } from 'vitest'
import { benchRecords } from '../../records/bench-record.ts'
import { USUAL_RECORDS } from '../../records/record-shape.ts'
import { BatchSequence } from './batch-sequence.ts'
import { crc32c } from './crc32c.ts'
import { encodeRecordBatch } from './record-batch.ts'
import { ATTRIBUTES_AT, BASE_SEQUENCE_AT, CRC_AT } from './record-batch-layout.ts'

const RECORDS = benchRecords({ ...USUAL_RECORDS, keyCount: 1 })

describe('BatchSequence', () => {
  it('counts up from 0, and the CRC stays that of the batch', () => {
    const batch = encodeRecordBatch(RECORDS, 0, { producerId: 7n, producerEpoch: 3 })
    const sequence = new BatchSequence(batch)
    const seen: number[] = []

    for (let count = 0; count < 66_000; count++) {
      sequence.advance()
      const current = batch.readInt32BE(BASE_SEQUENCE_AT)
      if (current % 9_999 !== 0 && current < 65_534) continue
      seen.push(current)
      expect(batch.readUInt32BE(CRC_AT)).toBe(crc32c(batch.subarray(ATTRIBUTES_AT)))
    }

    expect(seen[0]).toBe(0)
    expect(seen.at(-1)).toBe(65_999)
  })

  it('counts the records of a batch of several', () => {
    const records = benchRecords({ ...USUAL_RECORDS, keyCount: 3 })
    const batch = encodeRecordBatch(records, 0, { producerId: 7n, producerEpoch: 3 })
    const sequence = new BatchSequence(batch)

    const seen = records.map(() => {
      sequence.advance()
      return batch.readInt32BE(BASE_SEQUENCE_AT)
    })

    expect(seen.slice(0, 3)).toEqual([0, records.length, 2 * records.length])
    expect(batch.readUInt32BE(CRC_AT)).toBe(crc32c(batch.subarray(ATTRIBUTES_AT)))
  })
})
