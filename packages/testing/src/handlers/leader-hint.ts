import type { NodeAddress, PartitionView } from '../cluster/cluster-view.ts'
import type { Partition } from '../cluster/partition.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import { viewOf } from '../cluster/topic-lookup.ts'

const NO_HINT = -1

/**
 * Who leads as far as the broker that was asked knows, for the client that asked the wrong one (KIP-951). A broker that
 * still thinks it leads has learnt by now that it does not, and says who does.
 */
export function leaderHint(
  { node }: RequestContext,
  partition: Partition,
): { leaderId: number; leaderEpoch: number } {
  const known: PartitionView = node.belief?.partition(partition) ?? partition
  const { leader, leaderEpoch } = known.leader === node.nodeId ? partition : known
  return { leaderId: leader, leaderEpoch }
}

/** Addresses of the leaders that a response hints at; those that Metadata does not list have none. */
export function nodeEndpoints(
  context: RequestContext,
  leaderIds: Iterable<number>,
): (NodeAddress & { readonly rack: null })[] {
  const hinted = new Set(leaderIds)
  if (hinted.size === 1 && hinted.has(NO_HINT)) return []
  return viewOf(context)
    .advertisedNodes.filter(({ nodeId }) => hinted.has(nodeId))
    .map(({ nodeId, host, port }) => ({ nodeId, host, port, rack: null }))
}
