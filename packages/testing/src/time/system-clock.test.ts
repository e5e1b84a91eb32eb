import { describe, expect, it } from 'vitest'
import { createSystemClock } from './system-clock.ts'

function heldTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

describe('createSystemClock', () => {
  it('fires timers without holding the process', async () => {
    const clock = createSystemClock()
    const before = heldTimers()

    const fired = new Promise((resolve) => clock.setTimer(0, () => resolve('fired')))

    expect(heldTimers()).toBe(before)
    clock.holdProcess(true)
    expect(await fired).toBe('fired')
    clock.holdProcess(false)
  })

  it('holds the process once, however often it is told to', () => {
    const clock = createSystemClock()
    const before = heldTimers()

    clock.holdProcess(true)
    clock.holdProcess(true)
    expect(heldTimers()).toBe(before + 1)

    clock.holdProcess(false)
    expect(heldTimers()).toBe(before)
  })

  it('calls back at the end of the turn', async () => {
    const clock = createSystemClock()
    const order: string[] = []

    await new Promise<void>((resolve) => {
      clock.scheduleTurn(resolve)
      order.push('this turn')
    })

    expect(order).toEqual(['this turn'])
  })

  it('reads the machine', () => {
    const clock = createSystemClock()

    expect(Number.isInteger(clock.wallTime())).toBe(true)
    expect(clock.now()).toBeLessThanOrEqual(clock.now())
  })
})
