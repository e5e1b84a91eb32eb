const QUARTERS = 4
const PERCENT = 100

/**
 * How much more a process has in the last quarter of its run than in the second, by their means; below 0 when it has less. The
 * first quarter is its warm-up.
 *
 * @param series in even steps; fewer than four of them have not grown
 */
export function rssGrowthPercent(series: readonly number[]): number {
  const quarter = Math.floor(series.length / QUARTERS)
  if (quarter === 0) return 0
  const second = mean(series.slice(quarter, 2 * quarter))
  const last = mean(series.slice(-quarter))
  return (last / second - 1) * PERCENT
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
