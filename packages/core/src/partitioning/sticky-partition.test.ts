import { describe, expect, it } from 'vitest'
import { StickyPartition } from './sticky-partition.ts'

const BATCH = 1_000

/** Chooses these partitions in turn. */
function stickyWith(...partitions: number[]): StickyPartition {
  return new StickyPartition(BATCH, () => partitions.shift() as number)
}

describe('StickyPartition', () => {
  it('stays until a batch worth of bytes went there and the batch is closed', () => {
    const sticky = stickyWith(2, 3)

    const first = sticky.current(4)
    sticky.appended(BATCH - 1, false)
    const stays = sticky.current(4)
    sticky.appended(1, true) // Leaving a half-empty batch is put off.
    const waits = sticky.current(4)
    sticky.appended(1, false)

    expect([first, stays, waits]).toEqual([2, 2, 2])
    expect(sticky.current(4)).toBe(3)
  })

  it('leaves an open batch when twice the share went there', () => {
    const sticky = stickyWith(2, 0)
    sticky.current(4)

    sticky.appended(2 * BATCH - 1, true)
    expect(sticky.current(4)).toBe(2)
    sticky.appended(1, true)

    expect(sticky.current(4)).toBe(0)
  })

  it('begins a new share with each partition', () => {
    const sticky = stickyWith(0, 1, 2)
    sticky.current(4)
    sticky.appended(BATCH, false)
    sticky.current(4)
    sticky.appended(BATCH - 1, false)

    expect(sticky.current(4)).toBe(1)
  })

  it('moves away from a partition that lost its leader while others have one', () => {
    const sticky = stickyWith(0, 2)
    sticky.current(4)

    sticky.keepAvailable([])
    expect(sticky.current(4)).toBe(0)
    sticky.keepAvailable([0, 2])
    expect(sticky.current(4)).toBe(0)
    sticky.keepAvailable([1, 2])

    expect(sticky.current(4)).toBe(2)
  })

  it('moves away from a partition that is gone', () => {
    const sticky = stickyWith(3, 1)

    expect(sticky.current(4)).toBe(3)
    expect(sticky.current(2)).toBe(1)
  })
})
