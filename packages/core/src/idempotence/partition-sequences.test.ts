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
  })

  it('gives every batch the number behind the one before, whatever their sizes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2 ** 30 }), { minLength: 1 }), (counts) => {
        const sequences = new PartitionSequences()
        let expected = 0n
        for (const count of counts) {
          expect(sequences.assign(count)).toBe(Number(expected % 2n ** 31n))
          expected += BigInt(count)
        }
      }),
    )
  })

  it('remembers the highest offset that was told', () => {
    const sequences = new PartitionSequences()
    const before = sequences.lastOffset
    for (const offset of [7, -1, 5]) sequences.acknowledge(offset, 0)
    const after = sequences.lastOffset
    sequences.reset()

    expect([before, after, sequences.lastOffset]).toEqual([-1, 7, -1])
  })

  it('is unproven until something is acknowledged, and again under another identity', () => {
    const sequences = new PartitionSequences()
    const identity = { producerId: 7n, producerEpoch: 0, mayBump: true }
    sequences.begin(identity)
    const before = sequences.isUnproven(5)
    sequences.assign(2)
    sequences.acknowledge(1, 5)
    const after = sequences.isUnproven(5)
    sequences.markBroken()

    expect([before, after, sequences.broken, sequences.identity]).toEqual([
      true,
      false,
      true,
      identity,
    ])
    sequences.reset()
    expect([sequences.isUnproven(5), sequences.broken, sequences.identity]).toEqual([
      true,
      false,
      null,
    ])
    expect(sequences.assign(1)).toBe(0)
  })

  it('is unproven again after a silence in which a broker may have forgotten it', () => {
    const sequences = new PartitionSequences()
    sequences.acknowledge(1, 1_000)

    expect([30_999, 31_000].map((nowMs) => sequences.isUnproven(nowMs))).toEqual([false, true])
    sequences.acknowledge(-1, 40_000)
    expect(sequences.isUnproven(40_001)).toBe(false)
  })
})
