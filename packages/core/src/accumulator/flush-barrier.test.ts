import { describe, expect, it } from 'vitest'
import { FlushBarrier } from './flush-barrier.ts'

describe('FlushBarrier', () => {
  it('passes once, with the last of those it counts', () => {
    let passed = 0
    const barrier = new FlushBarrier(() => passed++)
    for (let count = 0; count < 3; count++) barrier.add()

    barrier.countDown()
    barrier.countDown()
    expect([passed, barrier.left]).toEqual([0, 1])
    barrier.countDown()

    expect([passed, barrier.left]).toEqual([1, 0])
  })
})
