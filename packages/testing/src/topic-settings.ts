/**
 * Settings of a topic that a test creates.
 *
 * @public
 */
export interface TopicSettings {
  /** @default the cluster's `defaultPartitions` */
  readonly partitions?: number
  /** @default the cluster's `defaultReplicationFactor` */
  readonly replicationFactor?: number
  /** Kafka's keys and values, such as `{ 'max.message.bytes': '1000' }`. */
  readonly config?: Readonly<Record<string, string>>
}
