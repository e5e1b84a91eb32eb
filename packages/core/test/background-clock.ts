import type { ManualClock } from '@headwater/testing'
import type { Clock } from '../src/time/clock.ts'

/** A clock that the test moves, on which codecs may take their time all the same. */
export function backgroundClock(clock: ManualClock): Clock {
  return {
    allowsBackgroundWork: true,
    now: () => clock.now(),
    wallTime: () => clock.wallTime(),
    setTimer: (delayMs, callback) => clock.setTimer(delayMs, callback),
    scheduleTurn: (callback) => clock.scheduleTurn(callback),
    holdProcess: (hold) => clock.holdProcess(hold),
  }
}
