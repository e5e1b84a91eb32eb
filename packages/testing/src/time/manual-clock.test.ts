import { describe, expect, it } from 'vitest'
import { ManualClock } from './manual-clock.ts'

describe('ManualClock', () => {
  it('moves both of its times together', () => {
    const clock = new ManualClock(1_000)

    clock.advance(1.5)

    expect(clock.now()).toBe(1.5)
    expect(clock.wallTime()).toBe(1_001)
  })

  it('fires timers in the order of their time, then of their setting', () => {
    const clock = new ManualClock()
    const fired: string[] = []
    clock.setTimer(20, () => fired.push(`late at ${clock.now()}`))
    clock.setTimer(10, () => fired.push(`first at ${clock.now()}`))
    clock.setTimer(10, () => fired.push(`second at ${clock.now()}`))

    clock.advance(19)
    expect(fired).toEqual(['first at 10', 'second at 10'])

    clock.advance(1)
    expect(fired.at(-1)).toBe('late at 20')
  })

  it('fires what a timer sets within the time that passes', () => {
    const clock = new ManualClock()
    const fired: number[] = []
    clock.setTimer(10, () => clock.setTimer(5, () => fired.push(clock.now())))

    clock.advance(15)

    expect(fired).toEqual([15])
  })

  it('moves on for any wait, also for one that is lost in rounding', () => {
    const clock = new ManualClock()
    clock.advance(4_874.737333220191)
    const before = clock.now()
    let firedAt = 0
    clock.setTimer(1e-13, () => {
      firedAt = clock.now()
    })
    clock.advance(1)

    expect(before + 1e-13 === before).toBe(true)
    expect(firedAt).toBeGreaterThan(before)
    expect(firedAt).toBeLessThan(before + 1e-6)
  })

  it('leaves alone what was cancelled, also when it is cancelled late', () => {
    const clock = new ManualClock()
    let fired = 0
    const timer = clock.setTimer(1, () => fired++)
    clock.setTimer(1, () => fired++).cancel()

    clock.advance(1)
    timer.cancel()

    expect(fired).toBe(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('runs turns before time moves on', () => {
    const clock = new ManualClock()
    const order: string[] = []
    clock.setTimer(0, () => order.push('timer'))
    clock.scheduleTurn(() => {
      order.push('turn')
      clock.scheduleTurn(() => order.push('next turn'))
    })

    clock.advance(0)

    expect(order).toEqual(['turn', 'next turn', 'timer'])
  })

  it('moves time on until a promise settles', async () => {
    const clock = new ManualClock()
    const wait = (ms: number) => new Promise<void>((resolve) => clock.setTimer(ms, resolve))
    const twice = async () => {
      await wait(30)
      await wait(40)
      return clock.now()
    }

    expect(await clock.runUntil(twice())).toBe(70)
    await expect(clock.runUntil(Promise.reject(new Error('no')))).rejects.toThrow('no')
  })

  it('says when a promise cannot settle any more', async () => {
    const clock = new ManualClock()
    clock.setTimer(500, () => {})

    await expect(clock.runUntil(new Promise(() => {}), 400)).rejects.toThrow(
      'Not settled at 0 ms of virtual time, which would take more than 400 ms',
    )
    await expect(clock.runUntil(new Promise(() => {}))).rejects.toThrow(
      'Not settled at 500 ms of virtual time, and nothing is left to wait for',
    )
  })

  it('runs until nothing is left, or the limit is reached', async () => {
    const clock = new ManualClock()
    let ticks = 0
    const tick = (): void => {
      ticks++
      clock.setTimer(10, tick)
    }
    tick()

    await clock.runUntilIdle(100)

    expect(ticks).toBe(11)
    expect(clock.now()).toBe(100)
  })

  it('remembers whether anybody holds the process', () => {
    const clock = new ManualClock()
    expect(clock.processHeld).toBe(false)

    clock.holdProcess(true)
    clock.holdProcess(true)
    clock.holdProcess(false)
    expect(clock.processHeld).toBe(true)

    clock.holdProcess(false)
    expect(clock.processHeld).toBe(false)
  })
})
