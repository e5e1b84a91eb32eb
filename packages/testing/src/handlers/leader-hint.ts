import type { ClusterState } from '../cluster/cluster-state.ts'
import type { Partition } from '../cluster/partition.ts'

/** Who leads now, for the client that asked the wrong broker (KIP-951). */
export function leaderHint(partition: Partition): { leaderId: number; leaderEpoch: number } {
  return { leaderId: partition.leader, leaderEpoch: partition.leaderEpoch }
}

/** Addresses of the leaders that a response hints at; dead ones have none. */
export function nodeEndpoints(
  state: ClusterState,
  leaderIds: Iterable<number>,
): { nodeId: number; host: string; port: number; rack: null }[] {
  const hinted = new Set(leaderIds)
  return state.aliveNodes
    .filter(({ nodeId }) => hinted.has(nodeId))
    .map(({ nodeId, host, port }) => ({ nodeId, host, port, rack: null }))
}
