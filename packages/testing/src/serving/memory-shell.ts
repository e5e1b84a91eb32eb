import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterNode } from '../cluster/cluster-node.ts'
import type { ClusterShell } from './cluster-shell.ts'

/** A cluster in memory is reachable as long as its nodes are alive; opening one only settles its port. */
export function createMemoryShell(cluster: Cluster): ClusterShell {
  const open = (node: ClusterNode): Promise<void> => {
    if (node.port === 0) node.port = Math.max(...cluster.state.nodes.map(({ port }) => port)) + 1
    return Promise.resolve()
  }
  return {
    open,
    close: () => Promise.resolve(),
    setTls: () => {
      throw new RangeError('A cluster in memory does not speak TLS')
    },
  }
}
