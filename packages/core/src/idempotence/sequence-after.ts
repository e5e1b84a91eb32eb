const SEQUENCE_LIMIT = 2 ** 31

/** The sequence of the record that comes `recordCount` records later: they wrap from 2^31 − 1 to 0. */
export function sequenceAfter(sequence: number, recordCount: number): number {
  return (sequence + recordCount) % SEQUENCE_LIMIT
}
