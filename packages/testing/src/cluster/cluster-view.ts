/** Where a broker can be reached. */
export interface NodeAddress {
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

/** One partition as a broker knows it. */
export interface PartitionView {
  readonly index: number
  /** A node id, or −1. */
  readonly leader: number
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly inSyncReplicas: readonly number[]
}

/** One topic as a broker knows it. */
export interface TopicView {
  readonly name: string
  readonly id: string
  readonly partitions: readonly PartitionView[]
}

/** What a broker tells of the cluster: the truth, or what it knew at some moment. */
export interface ClusterView {
  readonly clusterId: string
  /** The brokers that Metadata lists. */
  readonly advertisedNodes: readonly NodeAddress[]
  readonly topics: readonly TopicView[]
  topic(name: string): TopicView | undefined
  topicById(id: string): TopicView | undefined
}
