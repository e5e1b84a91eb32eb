import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { SenderSchedule } from './sender-schedule.ts'

function scheduleOn(clock: ManualClock) {
  const runs: number[] = []
  return { runs, schedule: new SenderSchedule(clock, () => runs.push(clock.now())) }
}

describe('SenderSchedule', () => {
  it('runs once in a turn, however often it is woken', () => {
    const clock = new ManualClock()
    const { runs, schedule } = scheduleOn(clock)

    for (let count = 0; count < 5; count++) schedule.wake()
    expect(runs).toEqual([])
    clock.advance(0)
    expect(runs).toEqual([0])
    schedule.wake()
    clock.advance(0)

    expect(runs).toEqual([0, 0])
  })

  it('runs at the earliest of the times it was told, with one timer', () => {
    const clock = new ManualClock()
    const { runs, schedule } = scheduleOn(clock)

    schedule.wakeAt(100)
    schedule.wakeAt(40)
    schedule.wakeAt(70)
    expect(clock.pendingTimers).toBe(1)
    clock.advance(39)
    expect(runs).toEqual([])
    clock.advance(200)

    expect(runs).toEqual([40])
    expect(clock.pendingTimers).toBe(0)
  })

  it('can be told the next time once the timer has fired', () => {
    const clock = new ManualClock()
    const { runs, schedule } = scheduleOn(clock)
    schedule.wakeAt(10)
    clock.advance(10)

    schedule.wakeAt(30)
    clock.advance(20)

    expect(runs).toEqual([10, 30])
  })

  it('runs at once for a time that has passed', () => {
    const clock = new ManualClock()
    const { runs, schedule } = scheduleOn(clock)
    clock.advance(50)

    schedule.wakeAt(10)
    clock.advance(0)

    expect(runs).toEqual([50])
  })

  it('neither runs nor leaves a timer once it is closed', () => {
    const clock = new ManualClock()
    const { runs, schedule } = scheduleOn(clock)
    schedule.wake()
    schedule.wakeAt(10)
    schedule.close()
    schedule.wake()
    schedule.wakeAt(20)
    clock.advance(100)

    expect(runs).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })
})
