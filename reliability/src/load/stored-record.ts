/** A record as somebody else has read it from the cluster, partition by partition in the order of offsets. */
export interface StoredRecord {
  readonly partition: number
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
}
