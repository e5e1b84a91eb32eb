import type { Cluster } from './cluster/cluster.ts'

const DEFAULT_TIMEOUT_MS = 30_000

/**
 * Resolves when `predicate` holds. It is asked at once and whenever a broker may have done something.
 *
 * @param timeoutMs In the time of the cluster's clock.
 * @throws {Error} when it does not hold in time, or the cluster is stopped; and what `predicate` throws.
 */
export function waitUntil(
  cluster: Cluster,
  predicate: () => boolean,
  timeoutMs: number = DEFAULT_TIMEOUT_MS,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      stopWatching()
      timer.cancel()
      finish()
    }
    const look = (): void => {
      try {
        if (predicate()) settle(resolve)
        else if (cluster.activity.ended) settle(() => reject(new Error('The cluster was stopped')))
      } catch (error) {
        settle(() => reject(error))
      }
    }
    const stopWatching = cluster.activity.watch(look)
    const timer = cluster.clock.setTimer(timeoutMs, () =>
      settle(() => reject(new Error(`What was waited for did not come within ${timeoutMs} ms`))),
    )
    look()
  })
}
