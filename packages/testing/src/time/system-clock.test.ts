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
    const held = setTimeout(() => {}, 60_000)
    expect(await fired).toBe('fired')
    clearTimeout(held)
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
