/**
 * The smallest value that is not below the given share of all (nearest rank): one of the values, never between two.
 *
 * @param sorted ascending
 * @param share from 0 (the smallest) to 1 (the largest)
 * @throws {RangeError} for no values
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  const value = sorted[rank - 1]
  if (value === undefined) throw new RangeError('There is no percentile of no values')
  return value
}
