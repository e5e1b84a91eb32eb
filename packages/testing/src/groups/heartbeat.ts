import {
  type BrokerErrorName,
  brokerErrorCode,
  type HeartbeatRequest,
  type HeartbeatResponse,
} from '@headwater/protocol'
import type { CoordinatorContext } from './coordinator-context.ts'
import { checkMember } from './member-check.ts'

/** Heartbeat: keeps the session, and tells the member when it has to join again. */
export function heartbeat(
  coordinator: CoordinatorContext,
  request: HeartbeatRequest,
): HeartbeatResponse {
  return { errorCode: brokerErrorCode(verdict(coordinator, request)) }
}

function verdict(coordinator: CoordinatorContext, request: HeartbeatRequest): BrokerErrorName {
  if (request.groupId === '') return 'INVALID_GROUP_ID'
  const group = coordinator.groups.find(request.groupId)
  if (group === undefined) return 'UNKNOWN_MEMBER_ID'
  const member = checkMember(group, request)
  if (typeof member === 'string') return member
  if (request.generationId !== group.generationId) return 'ILLEGAL_GENERATION'
  coordinator.rebalance.keepSession(group, member)
  return group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE'
}
