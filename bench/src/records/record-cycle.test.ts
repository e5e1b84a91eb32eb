import { describe, expect, it } from 'vitest'
import { benchRecord } from './bench-record.ts'
import { RecordCycle } from './record-cycle.ts'

describe('RecordCycle', () => {
  it('hands out its records in order and begins again after the last', () => {
    const [first, second] = [benchRecord(0), benchRecord(1)]
    const cycle = new RecordCycle([first, second])

    expect([cycle.next(), cycle.next(), cycle.next()]).toEqual([first, second, first])
  })

  it('refuses to be empty', () => {
    expect(() => new RecordCycle([])).toThrow(RangeError)
  })
})
