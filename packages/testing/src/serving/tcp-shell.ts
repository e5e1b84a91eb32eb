import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterNode } from '../cluster/cluster-node.ts'
import type { ClusterShell } from './cluster-shell.ts'
import { TcpListener, type TlsIdentity } from './tcp-listener.ts'

/** Serves each node of a cluster on a port of its own. */
export class TcpShell implements ClusterShell {
  readonly #cluster: Cluster
  #tls: TlsIdentity | undefined
  readonly #listeners = new Map<number, TcpListener>()

  constructor(cluster: Cluster, tls: TlsIdentity | undefined) {
    this.#cluster = cluster
    this.#tls = tls
  }

  /** @throws the error of `listen`, such as `EADDRINUSE`. */
  async open(node: ClusterNode): Promise<void> {
    const listener = new TcpListener(this.#cluster, node.nodeId, this.#tls)
    this.#listeners.set(node.nodeId, listener)
    node.port = await listener.listen(node.port)
  }

  async close(node: ClusterNode): Promise<void> {
    await this.#listeners.get(node.nodeId)?.close()
    this.#listeners.delete(node.nodeId)
  }

  /** Connections that are open keep what they were shown. */
  setTls(identity: TlsIdentity): void {
    if (this.#tls === undefined) throw new RangeError('This cluster was started without TLS')
    this.#tls = identity
    for (const listener of this.#listeners.values()) listener.setTls(identity)
  }
}
