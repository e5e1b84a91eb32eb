import { describe, expect, it } from 'vitest'
import { MemoryBudget } from './memory-budget.ts'

describe('MemoryBudget', () => {
  it('gives to the last byte and not one more', () => {
    const budget = new MemoryBudget(100, 50)

    expect([budget.reserve(60), budget.reserve(41), budget.reserve(40)]).toEqual([
      true,
      false,
      true,
    ])
    expect(budget.bufferedBytes).toBe(100)
    budget.release(1)
    expect([budget.reserve(2), budget.reserve(1)]).toEqual([false, true])
  })

  it('counts waiting copies on their own', () => {
    const budget = new MemoryBudget(100, 50)

    expect([budget.reserveWaiting(50), budget.reserveWaiting(1)]).toEqual([true, false])
    expect([budget.bufferedBytes, budget.waitingBytes]).toEqual([0, 50])
    budget.releaseWaiting(50)
    expect(budget.waitingBytes).toBe(0)
  })

  it('lets one that is larger than all into an empty buffer only', () => {
    const budget = new MemoryBudget(100, 50)

    expect(budget.reserve(130)).toBe(true)
    expect(budget.reserve(1)).toBe(false)
    budget.release(130)
    expect([budget.reserve(1), budget.reserve(130)]).toEqual([true, false])
  })

  it('has room when an eighth is free, and as much as was refused last', () => {
    const budget = new MemoryBudget(80, 50)
    budget.reserve(70)
    const atAnEighth = budget.hasRoom
    budget.reserve(1)
    const above = budget.hasRoom
    budget.release(1)
    budget.noteWanted(30)
    const refused = budget.hasRoom
    budget.release(20)

    expect([atAnEighth, above, refused, budget.hasRoom]).toEqual([true, false, false, true])
  })
})
