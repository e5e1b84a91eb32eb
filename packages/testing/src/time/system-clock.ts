import type { ClusterClock } from './cluster-clock.ts'

// The longest delay that Node's timers take.
const LONGEST_DELAY_MS = 2 ** 31 - 1

/** The machine's time and the process's event loop. */
export function createSystemClock(): ClusterClock {
  return {
    now: () => performance.now(),
    wallTime: () => Date.now(),
    setTimer: (delayMs, callback) => {
      const timer = setTimeout(callback, Math.min(delayMs, LONGEST_DELAY_MS)).unref()
      return { cancel: () => clearTimeout(timer) }
    },
    scheduleTurn: (callback) => {
      setImmediate(callback)
    },
  }
}
