/**
 * What a partitioner may look at: one record as it will be sent, and the topic as last heard of. Bytes belong to the
 * caller and are good during the call only.
 *
 * @public
 */
export interface PartitionerInput {
  readonly topic: string
  /** `null`: a keyless record. No bytes at all are a key too. */
  readonly keyBytes: Uint8Array | null
  /** `null`: a tombstone. */
  readonly valueBytes: Uint8Array | null
  readonly headers: readonly (readonly [name: string, value: Uint8Array | null])[]
  /** All partitions of the topic, with a leader or without: 1 or more. */
  readonly partitionCount: number
  /** The partitions that have a leader, in ascending order; may be empty. */
  readonly availablePartitions: readonly number[]
}

/**
 * Chooses the partition of each record that does not name one. Asked once per record, in the turn of its `send`; a retry
 * never asks again. It replaces the default for all records, keyed ones too.
 *
 * Kafka: `partitioner.class`.
 *
 * @public
 */
export interface Partitioner {
  /**
   * @returns an integer from 0 up to, not including, `partitionCount`. Anything else, and anything thrown, rejects the
   *   record with `PARTITIONER_FAILED`.
   */
  partition(input: PartitionerInput): number
}
