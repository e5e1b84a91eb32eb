import { BrokerRefusal } from './broker-refusal.ts'
import type { ClusterNode } from './cluster-node.ts'
import type { ClusterState } from './cluster-state.ts'
import type { RequestContext } from './request-context.ts'

/** The broker that coordinates a group: the one that a test chose, one by the group's hash, or the next one that is alive. */
export function coordinatorOf(state: ClusterState, groupId: string): ClusterNode | undefined {
  const chosen = state.coordinators.nodeOf(groupId)
  if (chosen?.alive === true) return chosen
  const first = hash(groupId) % state.nodes.length
  const inTurn = [...state.nodes.slice(first), ...state.nodes.slice(0, first)]
  return inTurn.find(({ alive }) => alive)
}

export function isCoordinator({ state, node }: RequestContext, groupId: string): boolean {
  return coordinatorOf(state, groupId) === node
}

/** @throws {BrokerRefusal} `NOT_COORDINATOR`, `COORDINATOR_LOAD_IN_PROGRESS` */
export function requireCoordinator(context: RequestContext, groupId: string): void {
  if (context.state.coordinators.loading) {
    throw new BrokerRefusal('COORDINATOR_LOAD_IN_PROGRESS', 'The coordinator is loading its groups')
  }
  if (!isCoordinator(context, groupId)) throw notCoordinator(context)
}

export function notCoordinator({ node }: RequestContext): BrokerRefusal {
  return new BrokerRefusal('NOT_COORDINATOR', `Node ${node.nodeId} does not coordinate this group`)
}

function hash(text: string): number {
  let value = 0
  for (let i = 0; i < text.length; i++) value = (Math.imul(value, 31) + text.charCodeAt(i)) | 0
  return value >>> 0
}
