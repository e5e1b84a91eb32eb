import type { ClusterNode } from './cluster-node.ts'

/** What a test says about coordinators, in place of what the cluster works out by itself. */
export class CoordinatorOverrides {
  /** Whether coordinators are still reading what they coordinate, and serve nobody. */
  loading = false
  readonly #nodes = new Map<string, ClusterNode>()

  /** The node that was chosen for a group, if one was. */
  nodeOf(groupId: string): ClusterNode | undefined {
    return this.#nodes.get(groupId)
  }

  choose(groupId: string, node: ClusterNode): void {
    this.#nodes.set(groupId, node)
  }
}
