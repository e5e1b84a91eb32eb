/** Records that wait in front of the accumulator, as the sender sees them. */
export interface RecordSource {
  /**
   * Fails what has waited too long and appends what has room now, in order.
   *
   * @param atMost fails no more records than that; appends some more
   * @returns whether it has stopped before the end
   */
  admit(nowMs: number, atMost: number): boolean
  /** When the earliest wait ends; Infinity when nobody waits. */
  nextDeadlineMs(): number
}

/** Callers that wait for room or a topic without a record. */
export interface WaitingCallers {
  /** Ends the waits whose condition holds. */
  check(): void
}
