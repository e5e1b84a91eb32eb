import { percentile } from '../measure/percentile.ts'

/** The middle and the ends of what several rounds have measured. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** @throws {RangeError} for no values */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right)
  return { median: medianOf(sorted), min: percentile(sorted, 0), max: percentile(sorted, 1) }
}

// With an even number of rounds the middle lies between two: taking the lower one would favour the slower run.
function medianOf(sorted: readonly number[]): number {
  const upper = sorted.toReversed()
  return (percentile(sorted, 0.5) + percentile(upper, 0.5)) / 2
}
