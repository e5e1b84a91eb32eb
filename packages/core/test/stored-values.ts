import type { VirtualCluster } from './virtual-cluster.ts'

/** The values of a topic's records as text, partition by partition. */
export function storedValues({ kafka }: VirtualCluster, topic = 't'): (string | undefined)[] {
  return kafka.records(topic).map(({ value }) => value?.toString())
}
