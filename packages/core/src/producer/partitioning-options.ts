import type { PartitionerOption } from '../partitioning/resolve-partitioner.ts'

/** How partitions are chosen. @public */
export interface PartitioningOptions {
  /**
   * How partitions are chosen for records that do not name one; see {@link PartitionerOption}. Kafka: `partitioner.class`.
   * @default 'default'
   */
  readonly partitioner?: PartitionerOption | undefined

  /**
   * Whether keys are passed over and every record is spread like a keyless one; it still carries its key. Only for
   * the partitioners `'default'` and `'consistent_random'`. Kafka: `partitioner.ignore.keys`.
   * @default false
   */
  readonly ignoreKeys?: boolean | undefined

  /**
   * Whether keyless records go less often to partitions that have more batches waiting or unanswered: a slow broker gets
   * less, and its records wait less. Off, they spread evenly. Kafka: `partitioner.adaptive.partitioning.enable` (KIP-794).
   * @default true
   */
  readonly adaptivePartitioning?: boolean | undefined

  /**
   * Milliseconds after which a broker that has taken nothing of what waits for it gets no more keyless records, as long as
   * another broker does, 0 or more; 0 never leaves one out. Kafka: `partitioner.availability.timeout.ms` (KIP-794).
   * @default 0
   */
  readonly availabilityTimeoutMs?: number | undefined
}
