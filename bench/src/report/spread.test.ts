import { describe, expect, it } from 'vitest'
import { spreadOf } from './spread.ts'

describe('spreadOf', () => {
  it('sorts as numbers and leaves the given order alone', () => {
    const values = [10, 9, 100]

    expect(spreadOf(values)).toEqual({ median: 10, min: 9, max: 100 })
    expect(values).toEqual([10, 9, 100])
  })

  it('puts the median of an even number of values between the middle two', () => {
    expect(spreadOf([4, 1, 3, 2]).median).toBe(2.5)
  })

  it('does not exist for no values', () => {
    expect(() => spreadOf([])).toThrow(RangeError)
  })
})
