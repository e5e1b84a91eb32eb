import type { ManualClock } from '@headwater/testing'

/** Counts the timers that are set on a clock from now on and fire. */
export function countTimers(clock: ManualClock) {
  const setTimer = clock.setTimer.bind(clock)
  let fired = 0
  clock.setTimer = (delayMs, callback) =>
    setTimer(delayMs, () => {
      fired++
      callback()
    })
  return { fired: () => fired }
}
