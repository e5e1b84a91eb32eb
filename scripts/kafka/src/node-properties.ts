/** What a node does: a broker serves clients, a controller says who leads. */
export type NodeRole = 'broker' | 'controller'

export interface NodeAddress {
  readonly nodeId: number
  readonly roles: readonly NodeRole[]
  readonly port: number
  readonly controllerPort: number
}

/** Kafka's own relation of the two. */
const HEARTBEATS_IN_SESSION = 4.5

/**
 * The server's configuration for one node of a cluster of one broker or three. Replicated topics keep accepting writes while one
 * of three brokers is down.
 *
 * @param sessionTimeoutMs after which a broker that says nothing is taken for dead
 */
export function nodeProperties(
  node: NodeAddress,
  cluster: readonly NodeAddress[],
  dataFolder: string,
  sessionTimeoutMs: number,
): string {
  const voters = cluster
    .filter(({ roles }) => roles.includes('controller'))
    .map(({ nodeId, controllerPort }) => `${nodeId}@127.0.0.1:${controllerPort}`)
  const listeners = node.roles.map((role) =>
    role === 'broker'
      ? `PLAINTEXT://127.0.0.1:${node.port}`
      : `CONTROLLER://127.0.0.1:${node.controllerPort}`,
  )
  const replicas = cluster.filter(({ roles }) => roles.includes('broker')).length
  const minInSync = Math.max(1, replicas - 1)
  const properties = {
    'process.roles': node.roles.join(','),
    'node.id': node.nodeId,
    'controller.quorum.voters': voters.join(','),
    listeners: listeners.join(','),
    'broker.session.timeout.ms': sessionTimeoutMs,
    'broker.heartbeat.interval.ms': Math.floor(sessionTimeoutMs / HEARTBEATS_IN_SESSION),
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
