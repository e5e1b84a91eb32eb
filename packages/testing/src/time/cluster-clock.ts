/**
 * A timer that was set and can be taken back.
 *
 * @public
 */
export interface ClusterTimer {
  /** Takes the timer back; a timer that has fired or was cancelled is left alone. */
  cancel(): void
}

/**
 * Time as the cluster sees it. It has the shape of the clock that the producer takes, so that one clock can drive both
 * sides of a simulation; nothing is imported from there.
 *
 * @public
 */
export interface ClusterClock {
  /** Monotonic time in milliseconds, for durations and deadlines. */
  now(): number
  /** Wall-clock time in whole milliseconds since the epoch, for the timestamps of records. */
  wallTime(): number
  /** Calls back once, `delayMs` milliseconds from now or a little later. Timers never keep the process alive. */
  setTimer(delayMs: number, callback: () => void): ClusterTimer
  /** Calls back once at the end of this turn of the event loop, after the sockets were read. */
  scheduleTurn(callback: () => void): void
}
