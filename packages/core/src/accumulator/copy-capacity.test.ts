import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyCapacity, LARGEST_SHARED_CAPACITY } from './copy-capacity.ts'

describe('copyCapacity', () => {
  it.each([
    [0, 0],
    [1, 64],
    [64, 64],
    [65, 80],
    [1_024, 1_024],
    [1_025, 1_280],
    [16_384, 16_384],
    [16_385, 16_385],
    [1_000_000, 1_000_000],
  ])('holds %d bytes in %d', (sizeInBytes, capacity) => {
    expect(copyCapacity(sizeInBytes)).toBe(capacity)
  })

  it('holds what it is for, wastes a quarter at most, and comes in few sizes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 65, max: LARGEST_SHARED_CAPACITY }), (sizeInBytes) => {
        const capacity = copyCapacity(sizeInBytes)
        expect(capacity).toBeGreaterThanOrEqual(sizeInBytes)
        expect(capacity).toBeLessThanOrEqual(sizeInBytes * 1.25)
        expect(copyCapacity(capacity)).toBe(capacity)
      }),
    )
    const sizes = new Set(
      Array.from({ length: LARGEST_SHARED_CAPACITY }, (_, n) => copyCapacity(n)),
    )
    expect(sizes.size).toBe(34)
  })
})
