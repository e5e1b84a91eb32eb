import { describe, expect, it } from 'vitest'
import { StickyPartition } from './sticky-partition.ts'

const BATCH = 1_000

/** Chooses by these numbers in turn. */
function stickyWith(...fractions: number[]): StickyPartition {
  return new StickyPartition(BATCH, { next: () => fractions.shift() ?? 0 })
}

const ALL = [0, 1, 2, 3]

describe('StickyPartition', () => {
  it('stays until a batch worth of bytes went there and the batch is closed', () => {
    const sticky = stickyWith(0.5, 0.99)

    const first = sticky.current(ALL, 4)
    sticky.appended(BATCH - 1, false)
    const stays = sticky.current(ALL, 4)
    sticky.appended(1, true) // Leaving a half-empty batch is put off.
    const waits = sticky.current(ALL, 4)
    sticky.appended(1, false)

    expect([first, stays, waits]).toEqual([2, 2, 2])
    expect(sticky.current(ALL, 4)).toBe(3)
  })

  it('leaves an open batch when twice the share went there', () => {
    const sticky = stickyWith(0.5, 0)
    sticky.current(ALL, 4)

    sticky.appended(2 * BATCH - 1, true)
    expect(sticky.current(ALL, 4)).toBe(2)
    sticky.appended(1, true)

    expect(sticky.current(ALL, 4)).toBe(0)
  })

  it('begins a new share with each partition', () => {
    const sticky = stickyWith(0, 0.25, 0.5)
    sticky.current(ALL, 4)
    sticky.appended(BATCH, false)
    sticky.current(ALL, 4)
    sticky.appended(BATCH - 1, false)

    expect(sticky.current(ALL, 4)).toBe(1)
  })

  it.each([
    ['the lowest', 0, 1],
    ['the highest', 0.999_999, 5],
  ])('chooses %s among those with a leader', (_, fraction, chosen) => {
    expect(stickyWith(fraction).current([1, 3, 5], 6)).toBe(chosen)
  })

  it('takes any partition when none has a leader', () => {
    expect(stickyWith(0.999_999).current([], 6)).toBe(5)
    expect(stickyWith(0).current([], 6)).toBe(0)
  })

  it('moves away from a partition that lost its leader while others have one', () => {
    const sticky = stickyWith(0, 0.99)
    sticky.current(ALL, 4)

    sticky.keepAvailable([])
    expect(sticky.current([], 4)).toBe(0)
    sticky.keepAvailable([0, 2])
    expect(sticky.current([0, 2], 4)).toBe(0)
    sticky.keepAvailable([1, 2])

    expect(sticky.current([1, 2], 4)).toBe(2)
  })

  it('moves away from a partition that is gone', () => {
    const sticky = stickyWith(0.99, 0.99)

    expect(sticky.current([0, 1, 2, 3], 4)).toBe(3)
    expect(sticky.current([0, 1], 2)).toBe(1)
  })
})
