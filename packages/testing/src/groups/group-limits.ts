/** What bounds the memory and the timers that clients can make the coordinator hold. */
export interface GroupLimits {
  /** Shortest session timeout that JoinGroup may ask for, in milliseconds. Kafka: `group.min.session.timeout.ms`. */
  readonly minSessionTimeoutMs: number
  /** Longest session timeout that JoinGroup may ask for, in milliseconds. Kafka: `group.max.session.timeout.ms`. */
  readonly maxSessionTimeoutMs: number
  /** Members of one group, those that were only handed an id included. Kafka: `group.max.size`. */
  readonly maxGroupSize: number
  /** Groups altogether. At the bound the oldest group with neither members nor offsets gives way. */
  readonly maxGroups: number
  /** Length of the text that a commit may carry per partition. Kafka: `offset.metadata.max.bytes`. */
  readonly maxOffsetMetadataLength: number
  /**
   * Bytes of subscription that the members of one group may bring together, and of assignment that their leader may hand
   * out. Apache Kafka has such a bound because a group must fit into one record of its offsets topic.
   */
  readonly maxMetadataBytes: number
}

/** Apache Kafka's defaults where it has them. */
export const DEFAULT_GROUP_LIMITS: GroupLimits = Object.freeze({
  minSessionTimeoutMs: 6_000,
  maxSessionTimeoutMs: 1_800_000,
  maxGroupSize: 1_000,
  maxGroups: 1_000,
  maxOffsetMetadataLength: 4_096,
  maxMetadataBytes: 1_048_576,
})
