import { Cluster } from './cluster/cluster.ts'
import type { ResolvedKafkaOptions } from './kafka-options.ts'
import { LISTEN_HOST } from './serving/tcp-listener.ts'

/** A cluster of `options.brokers` nodes, numbered from 1, on ports from `firstPort` on; 0 leaves the ports open. */
export function createCluster(options: ResolvedKafkaOptions, firstPort: number): Cluster {
  const nodes = Array.from({ length: options.brokers }, (_, index) => ({
    nodeId: index + 1,
    host: LISTEN_HOST,
    port: firstPort === 0 ? 0 : firstPort + index,
  }))
  const onInternalError = (error: unknown): void => {
    console.error('The embedded Kafka failed at a request', error)
  }
  return new Cluster({ ...options, nodes, onInternalError })
}
