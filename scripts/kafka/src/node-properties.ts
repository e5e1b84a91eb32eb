/** One node of the cluster: broker and controller in one process. */
export interface NodeAddress {
  readonly nodeId: number
  readonly port: number
  readonly controllerPort: number
}

/**
 * The server's configuration for one node of a cluster of one or three. Replicated topics keep accepting writes while one
 * of three nodes is down.
 */
export function nodeProperties(
  node: NodeAddress,
  cluster: readonly NodeAddress[],
  dataFolder: string,
): string {
  const voters = cluster.map(
    ({ nodeId, controllerPort }) => `${nodeId}@127.0.0.1:${controllerPort}`,
  )
  const replicas = Math.min(cluster.length, 3)
  const minInSync = Math.max(1, replicas - 1)
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': node.nodeId,
    'controller.quorum.voters': voters.join(','),
    listeners: `PLAINTEXT://127.0.0.1:${node.port},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': dataFolder,
    'num.partitions': 6,
    'default.replication.factor': replicas,
    'min.insync.replicas': minInSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 3,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': minInSync,
    'transaction.state.log.num.partitions': 3,
    'group.initial.rebalance.delay.ms': 0,
  }
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}
