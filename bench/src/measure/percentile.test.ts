import { describe, expect, it } from 'vitest'
import { percentile } from './percentile.ts'

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1)

  it.each([
    { share: 0, value: 1 },
    { share: 0.5, value: 50 },
    { share: 0.99, value: 99 },
    { share: 0.991, value: 100 },
    { share: 1, value: 100 },
  ])('is the nearest rank: $value at $share of 1 to 100', ({ share, value }) => {
    expect(percentile(hundred, share)).toBe(value)
  })

  it('is the only value at every share', () => {
    expect([percentile([7], 0.01), percentile([7], 0.99)]).toEqual([7, 7])
  })

  it('does not exist for no values', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError)
  })
})
