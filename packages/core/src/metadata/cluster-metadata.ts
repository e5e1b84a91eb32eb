/** A broker as the cluster advertises it. */
export interface BrokerNode {
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

/** One partition as last heard of; `leaderId` is −1 while it has no leader. */
export interface PartitionMetadata {
  readonly partition: number
  readonly leaderId: number
  readonly leaderEpoch: number
}

/** The id of a topic in the metadata of brokers that are too old to tell (before Kafka 2.8). */
export const NO_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAA'

/** One topic that exists, with partitions at their own index. */
export interface TopicMetadata {
  readonly name: string
  /** 22 characters of URL base64, or {@link NO_TOPIC_ID}. */
  readonly topicId: string
  readonly partitions: readonly PartitionMetadata[]
}
