import type { ManualClock } from '@headwater/testing'
import type { Clock } from '../src/time/clock.ts'

/** A clock that tells which turn of the event loop is running. */
export interface CountingClock {
  readonly clock: Clock
  turn(): number
}

export function countingClock(manual: ManualClock): CountingClock {
  let turn = 0
  return {
    turn: () => turn,
    clock: {
      now: () => manual.now(),
      wallTime: () => manual.wallTime(),
      setTimer: (delayMs, callback) => manual.setTimer(delayMs, callback),
      holdProcess: (hold) => manual.holdProcess(hold),
      scheduleTurn: (callback) =>
        manual.scheduleTurn(() => {
          turn++
          callback()
        }),
    },
  }
}
