import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSystemClock } from './system-clock.ts'

describe('createSystemClock, in faked time', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
    })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('calls back once, when the time is over', () => {
    const clock = createSystemClock()
    const callback = vi.fn()

    clock.setTimer(100, callback)

    vi.advanceTimersByTime(99)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('calls nobody back after a cancel, and lets a fired timer be cancelled', () => {
    const clock = createSystemClock()
    const callback = vi.fn()
    const cancelled = clock.setTimer(100, callback)
    const fired = clock.setTimer(50, () => undefined)

    vi.advanceTimersByTime(60)
    cancelled.cancel()
    fired.cancel()
    vi.advanceTimersByTime(1_000)

    expect(callback).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits on when Node calls a timer early', () => {
    const clock = createSystemClock()
    const start = clock.now()
    const firedAfterMs: number[] = []

    // Node counts in whole milliseconds and drops the fraction.
    clock.setTimer(10.4, () => firedAfterMs.push(clock.now() - start))
    vi.advanceTimersByTime(20)

    expect(firedAfterMs.length).toBe(1)
    expect(firedAfterMs[0]).toBeGreaterThanOrEqual(10.4)
  })

  it('keeps a timer that is longer than Node can wait at once', () => {
    const clock = createSystemClock()
    const callback = vi.fn()
    const thirtyDaysMs = 30 * 24 * 3_600_000

    clock.setTimer(thirtyDaysMs, callback)

    vi.advanceTimersByTime(thirtyDaysMs - 1)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('fires a timer of the past on the next occasion', () => {
    const clock = createSystemClock()
    const callback = vi.fn()

    clock.setTimer(-5, callback)

    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledTimes(1)
  })
})

describe('createSystemClock, in real time', () => {
  const timeouts = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')

  it('sets timers that do not keep the process alive, and holds it when told to', () => {
    const clock = createSystemClock()
    const before = timeouts().length

    const timer = clock.setTimer(60_000, () => undefined)
    expect(timeouts().length).toBe(before)

    clock.holdProcess(true)
    expect(timeouts().length).toBe(before + 1)

    clock.holdProcess(false)
    timer.cancel()
    expect(timeouts().length).toBe(before)
  })

  it('holds the process by one handle, however many hold it and however often, until the last lets go', () => {
    const clocks = [createSystemClock(), createSystemClock()]
    const before = timeouts().length
    const held = (hold: boolean, ...which: number[]) => {
      for (const index of which) clocks[index]?.holdProcess(hold)
      return timeouts().length - before
    }

    const counts = [
      held(true, 0, 0),
      held(true, 1),
      held(false, 0),
      held(false, 0),
      held(false, 1),
      held(true, 1),
      held(false, 1),
    ]

    expect(counts).toEqual([1, 1, 1, 1, 0, 1, 0])
  })

  it('holds the process by a timer of Node also where timers are faked', () => {
    vi.useFakeTimers()
    const clock = createSystemClock()

    clock.holdProcess(true)
    const faked = vi.getTimerCount()
    clock.holdProcess(false)
    vi.useRealTimers()

    expect(faked).toBe(0)
  })

  it('asks Node for no negative time, which it would warn of', async () => {
    const warnings: string[] = []
    const onWarning = (warning: Error): void => {
      warnings.push(warning.name)
    }
    process.on('warning', onWarning)
    const clock = createSystemClock()

    const timer = clock.setTimer(-5, () => undefined)
    // Node emits warnings before it goes on to the next turn.
    await new Promise((resolve) => setImmediate(resolve))
    timer.cancel()
    process.off('warning', onWarning)

    expect(warnings).toEqual([])
  })

  it('ends the turn before it calls back, after promises and in order', async () => {
    const clock = createSystemClock()
    const order: string[] = []

    const turn = new Promise<void>((resolve) => {
      clock.scheduleTurn(() => order.push('first turn'))
      clock.scheduleTurn(() => {
        order.push('second turn')
        resolve()
      })
    })
    Promise.resolve().then(() => order.push('promise'))
    order.push('now')
    await turn

    expect(order).toEqual(['now', 'promise', 'first turn', 'second turn'])
  })

  it('tells monotonic time apart from the time of day', () => {
    const clock = createSystemClock()

    const first = clock.now()

    expect(clock.now()).toBeGreaterThanOrEqual(first)
    expect(Number.isInteger(clock.wallTime())).toBe(true)
    expect(clock.wallTime()).toBeGreaterThan(Date.UTC(2020, 0, 1))
  })
})
