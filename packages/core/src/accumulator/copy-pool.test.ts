import { describe, expect, it } from 'vitest'
import { CopyPool } from './copy-pool.ts'
import { MemoryBudget } from './memory-budget.ts'
import { PendingRecord } from './pending-record.ts'

function copyFrom(pool: CopyPool, sizeInBytes: number): Buffer {
  const record = new PendingRecord()
  record.value = 'v'.repeat(sizeInBytes)
  record.valueLength = sizeInBytes
  return pool.copy(record) ?? Buffer.alloc(0)
}

/** A pool for copies in all of 10,000 bytes, of which so many are waiting. */
function poolOf(waitingBytes: number) {
  const budget = new MemoryBudget(0, 10_000)
  budget.reserveWaiting(waitingBytes)
  return { pool: new CopyPool(budget), budget }
}

describe('CopyPool', () => {
  it('gives a buffer that came back to the next that fits it, and to nobody else meanwhile', () => {
    const { pool } = poolOf(1_000)
    const first = copyFrom(pool, 100)
    pool.giveBack(first)

    const larger = copyFrom(pool, 1_000)
    const again = copyFrom(pool, 99)
    const another = copyFrom(pool, 99)

    expect([first.length, larger.length]).toEqual([112, 1_024])
    expect(again).toBe(first)
    expect(another).not.toBe(first)
    expect(pool.spareBytes).toBe(0)
  })

  it('keeps no buffer that is too large to fit others', () => {
    const { pool } = poolOf(1)

    pool.giveBack(copyFrom(pool, 20_000))

    expect(pool.spareBytes).toBe(0)
  })

  it('keeps nothing beyond what may wait: when buffers come back, and when others are needed', () => {
    const { pool, budget } = poolOf(8_000)
    const buffers = Array.from({ length: 3 }, () => copyFrom(pool, 1_000))
    const spare = buffers.map((buffer) => {
      pool.giveBack(buffer)
      return pool.spareBytes
    })
    const kept = copyFrom(pool, 1_000)
    pool.giveBack(kept)
    const before = pool.spareBytes
    budget.reserveWaiting(1_500)
    copyFrom(pool, 2_000)

    expect(spare).toEqual([1_024, 0, 1_024])
    expect([before, pool.spareBytes]).toEqual([1_024, 0])
  })

  it('keeps nothing when nobody waits', () => {
    const { pool, budget } = poolOf(1_000)
    const buffer = copyFrom(pool, 1_000)
    budget.releaseWaiting(1_000)

    pool.giveBack(buffer)

    expect(pool.spareBytes).toBe(0)
  })
})
