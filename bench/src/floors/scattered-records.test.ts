import { describe, expect, it } from 'vitest'
import { benchRecords } from '../records/bench-record.ts'
import { USUAL_RECORDS } from '../records/record-shape.ts'
import { ScatteredRecords } from './scattered-records.ts'

const RECORDS = benchRecords({ ...USUAL_RECORDS, keyCount: 50 })

describe('ScatteredRecords', () => {
  it.each([
    ['fewer records than partitions', 100, 7],
    ['a few records a partition', 3, 10],
    ['more than a batch holds', 1, 2_000],
  ])('calls back for each record, round after round: %s', async (_, partitions, window) => {
    const floor = new ScatteredRecords(partitions, window, RECORDS)

    const told = [await floor.round(), await floor.round(), await floor.round()]

    expect(told).toEqual([window, window, window])
  })

  it('refuses records that are no bytes', () => {
    const texts = benchRecords({ ...USUAL_RECORDS, form: 'strings' })

    expect(() => new ScatteredRecords(1, 1, texts)).toThrow('Records are of bytes')
    expect(() => new ScatteredRecords(1, 1, [])).toThrow('Records are of bytes')
  })
})
