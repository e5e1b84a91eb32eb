import type { ClusterNode } from '../cluster/cluster-node.ts'
import type { TlsIdentity } from './tcp-listener.ts'

/** What makes the nodes of a cluster reachable. */
export interface ClusterShell {
  /** Makes a node reachable at `node.port`, which it sets when that is 0. */
  open(node: ClusterNode): Promise<void>
  /** Makes it unreachable; resolves when nothing of it is left. Closing what is closed is allowed. */
  close(node: ClusterNode): Promise<void>
  /** What listeners show from now on. @throws {RangeError} when this shell does not speak TLS. */
  setTls(identity: TlsIdentity): void
}
