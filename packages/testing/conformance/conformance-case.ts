import type { ConformanceCluster } from './conformance-cluster.ts'

/**
 * One statement about how a broker answers. It holds for the embedded cluster and for Apache Kafka alike; that it does is
 * what the two lanes check.
 */
export interface ConformanceCase {
  readonly api: string
  readonly title: string
  /** Brokers that the cluster must have. @default 1 */
  readonly brokers?: number
  readonly run: (cluster: ConformanceCluster) => Promise<void>
}

/** The same statement about each version of an API. */
export function atVersions(
  api: string,
  [first, last]: readonly [number, number],
  title: string,
  run: (cluster: ConformanceCluster, version: number) => Promise<void>,
): ConformanceCase[] {
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const version = first + index
    return { api, title: `${title} (version ${version})`, run: (cluster) => run(cluster, version) }
  })
}
