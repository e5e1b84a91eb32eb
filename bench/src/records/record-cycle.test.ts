import { describe, expect, it } from 'vitest'
import { benchRecords } from './bench-record.ts'
import { RecordCycle } from './record-cycle.ts'
import { USUAL_RECORDS } from './record-shape.ts'

describe('RecordCycle', () => {
  const [first, second, third] = benchRecords({ ...USUAL_RECORDS, keyCount: 3 })

  it('hands out its records in order and begins again after the last', () => {
    const cycle = new RecordCycle(benchRecords({ ...USUAL_RECORDS, keyCount: 2 }))

    expect([cycle.next(), cycle.next(), cycle.next()]).toEqual([first, second, first])
  })

  it('hands out many at a time, in the same order', () => {
    const cycle = new RecordCycle(benchRecords({ ...USUAL_RECORDS, keyCount: 3 }))

    expect([cycle.take(2), cycle.take(2)]).toEqual([
      [first, second],
      [third, first],
    ])
  })

  it('refuses to be empty', () => {
    expect(() => new RecordCycle([])).toThrow(RangeError)
  })
})
