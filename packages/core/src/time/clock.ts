/** A timer that was set and can be taken back. */
export interface Timer {
  /** Takes the timer back; a timer that has fired or was cancelled is left alone. */
  cancel(): void
}

/**
 * Time, timers and the event loop's turns, as the whole producer sees them. Everything that waits, waits on this, so that
 * a test moves time by hand and a simulation replays to the byte.
 *
 * Timers never keep the process alive; {@link Clock.holdProcess} does, while work is pending.
 *
 * @public
 */
export interface Clock {
  /** Monotonic time in milliseconds, for durations and deadlines; a change of the wall clock does not move it. */
  now(): number
  /** Wall-clock time in whole milliseconds since the epoch, for the timestamps of records. */
  wallTime(): number
  /** Calls back once, `delayMs` from now or a little later. */
  setTimer(delayMs: number, callback: () => void): Timer
  /** Calls back once at the end of this turn of the event loop, after the sockets were read. */
  scheduleTurn(callback: () => void): void
  /**
   * Whether work may go on between this clock's turns, such as compression in a thread. Left out, all of it is done in a turn,
   * as it must be where time is moved by hand and a run has to repeat itself.
   */
  readonly allowsBackgroundWork?: boolean | undefined
  /**
   * Keeps the process alive (`true`) or no longer (`false`). A producer says each in turn and begins with `true`; where several
   * share a clock, the process may end when all of them have said `false`.
   */
  holdProcess(hold: boolean): void
}
