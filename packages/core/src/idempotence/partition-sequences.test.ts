import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PartitionSequences } from './partition-sequences.ts'

const LAST_SEQUENCE = 2 ** 31 - 1

describe('PartitionSequences', () => {
  it('gives out every number once, in order', () => {
    const sequences = new PartitionSequences()

    expect([3, 1, 5].map((count) => sequences.assign(count))).toEqual([0, 3, 4])
    expect(sequences.assign(1)).toBe(9)
  })

  it('wraps from 2^31 − 1 to 0, also within a batch (S51)', () => {
    const sequences = new PartitionSequences()
    sequences.assign(LAST_SEQUENCE)

    expect(sequences.assign(1)).toBe(LAST_SEQUENCE)
    expect(sequences.assign(1)).toBe(0)

    const straddling = new PartitionSequences()
    straddling.assign(LAST_SEQUENCE - 1)
    expect(straddling.assign(5)).toBe(LAST_SEQUENCE - 1)
    expect(straddling.assign(1)).toBe(3)
    straddling.acknowledge(LAST_SEQUENCE - 1, 5)
    expect(straddling.isNext(3)).toBe(true)
    expect(straddling.unproven).toBe(false)
  })

  it('expects 0 after the last number was acknowledged', () => {
    const sequences = new PartitionSequences()
    sequences.acknowledge(LAST_SEQUENCE, 1)

    expect([sequences.isNext(0), sequences.isNext(1)]).toEqual([true, false])
  })

  it('expects exactly the number behind what was acknowledged, whatever the batches', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2 ** 30 }), { minLength: 1 }), (counts) => {
        const sequences = new PartitionSequences()
        for (const count of counts) {
          const base = sequences.assign(count)
          expect(base).toBeGreaterThanOrEqual(0)
          expect(base).toBeLessThanOrEqual(LAST_SEQUENCE)
          expect(sequences.isNext(base)).toBe(true)
          sequences.acknowledge(base, count)
          expect(sequences.isNext(base)).toBe(false)
        }
      }),
    )
  })

  it('is unproven until something is acknowledged, and again under another identity', () => {
    const sequences = new PartitionSequences()
    const identity = { producerId: 7n, producerEpoch: 0 }
    sequences.begin(identity)
    const before = sequences.unproven
    sequences.acknowledge(sequences.assign(2), 2)
    const after = sequences.unproven
    sequences.markBroken()

    expect([before, after, sequences.broken, sequences.identity]).toEqual([
      true,
      false,
      true,
      identity,
    ])
    sequences.reset()
    expect([sequences.unproven, sequences.broken, sequences.identity]).toEqual([true, false, null])
    expect(sequences.assign(1)).toBe(0)
    expect(sequences.isNext(0)).toBe(true)
  })
})
