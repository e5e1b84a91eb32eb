import type { ClusterState } from './cluster-state.ts'
import type { ClusterView, NodeAddress, PartitionView, TopicView } from './cluster-view.ts'
import type { Partition } from './partition.ts'

/** What a broker knew of the cluster at one moment; it never changes. */
export class ClusterSnapshot implements ClusterView {
  readonly clusterId: string
  readonly advertisedNodes: readonly NodeAddress[]
  readonly #topics = new Map<string, TopicView>()
  readonly #topicsById = new Map<string, TopicView>()
  // By identity: a topic that was deleted and created again has other partitions under the same name.
  readonly #partitions = new Map<Partition, PartitionView>()

  constructor(state: ClusterState) {
    this.clusterId = state.clusterId
    this.advertisedNodes = state.advertisedNodes.map(({ nodeId, host, port }) => ({
      nodeId,
      host,
      port,
    }))
    for (const { name, id, partitions } of state.topics) {
      const topic = { name, id, partitions: partitions.map((partition) => this.#keep(partition)) }
      this.#topics.set(name, topic)
      this.#topicsById.set(id, topic)
    }
  }

  get topics(): readonly TopicView[] {
    return [...this.#topics.values()]
  }

  topic(name: string): TopicView | undefined {
    return this.#topics.get(name)
  }

  topicById(id: string): TopicView | undefined {
    return this.#topicsById.get(id)
  }

  /** What was known of a partition; undefined when it did not exist yet. */
  partition(partition: Partition): PartitionView | undefined {
    return this.#partitions.get(partition)
  }

  #keep(partition: Partition): PartitionView {
    const { index, leader, leaderEpoch, replicas, inSyncReplicas } = partition
    const view = { index, leader, leaderEpoch, replicas, inSyncReplicas }
    this.#partitions.set(partition, view)
    return view
  }
}
