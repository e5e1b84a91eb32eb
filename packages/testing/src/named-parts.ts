import type { Cluster } from './cluster/cluster.ts'
import type { ClusterNode } from './cluster/cluster-node.ts'
import type { Partition } from './cluster/partition.ts'
import type { ServedApis } from './cluster/served-apis.ts'
import type { Topic } from './cluster/topic.ts'

/** Finds what a test names; each throws a `RangeError` that says what is missing. */
export class NamedParts {
  readonly #cluster: Cluster

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  topic(name: string): Topic {
    const topic = this.#cluster.state.topic(name)
    if (topic === undefined) throw new RangeError(`There is no topic ${JSON.stringify(name)}`)
    return topic
  }

  partition(name: string, index: number): Partition {
    const partition = this.topic(name).partitions[index]
    if (partition === undefined) throw new RangeError(`${name} has no partition ${index}`)
    return partition
  }

  node(nodeId: number): ClusterNode {
    const node = this.#cluster.state.node(nodeId)
    if (node === undefined) throw new RangeError(`There is no node ${nodeId}`)
    return node
  }

  /** Of one node, or of every one. */
  servedApis(nodeId: number | undefined): readonly ServedApis[] {
    const nodes = nodeId === undefined ? this.#cluster.state.nodes : [this.node(nodeId)]
    return nodes.map((node) => this.#cluster.servedApis(node.nodeId))
  }
}
