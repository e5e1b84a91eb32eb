import type { Partitioner } from './partitioner.ts'

/**
 * Spreads the records of each topic over its partitions in turn, whatever their keys. Partitions without a leader are passed
 * over as long as one has a leader. Kafka: `RoundRobinPartitioner`.
 *
 * It fills one batch per partition where the default fills one batch at a time, so it costs throughput; and records of one
 * key lose their common order.
 *
 * @public
 */
export function roundRobin(): Partitioner {
  // A topic per entry, as in the metadata of the topics that were sent to; it grows no further than that.
  const recordCounts = new Map<string, number>()
  return {
    partition({ topic, partitionCount, availablePartitions }) {
      const recordCount = recordCounts.get(topic) ?? 0
      recordCounts.set(topic, (recordCount + 1) & 0x7fffffff)
      const available = availablePartitions[recordCount % availablePartitions.length]
      return available ?? recordCount % partitionCount
    },
  }
}
