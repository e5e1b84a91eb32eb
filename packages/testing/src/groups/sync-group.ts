import type { BrokerErrorName, SyncGroupRequest, SyncGroupResponse } from '@headwater/protocol'
import type { CoordinatorContext } from './coordinator-context.ts'
import type { Group } from './group.ts'
import { type GroupMember, refusedSync } from './group-member.ts'
import { checkMember } from './member-check.ts'

/** SyncGroup: the leader brings the assignment, everybody is answered with their part of it. */
export function syncGroup(
  coordinator: CoordinatorContext,
  request: SyncGroupRequest,
  respond: (response: SyncGroupResponse) => void,
): void {
  const group = coordinator.groups.find(request.groupId)
  const member = checkRequest(request, group)
  if (typeof member === 'string' || group === undefined) {
    return respond(refusedSync(typeof member === 'string' ? member : 'UNKNOWN_MEMBER_ID'))
  }
  if (group.state === 'PreparingRebalance') return respond(refusedSync('REBALANCE_IN_PROGRESS'))
  if (group.state === 'CompletingRebalance') {
    return syncGeneration(coordinator, group, member, request, respond)
  }
  group.noteSync(member.identity.id)
  respond({
    errorCode: 0,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    assignment: member.assignment,
  })
}

function checkRequest(
  request: SyncGroupRequest,
  group: Group | undefined,
): GroupMember | BrokerErrorName {
  if (request.groupId === '') return 'INVALID_GROUP_ID'
  if (group === undefined) return 'UNKNOWN_MEMBER_ID'
  const member = checkMember(group, request)
  if (typeof member === 'string') return member
  if (request.generationId !== group.generationId) return 'ILLEGAL_GENERATION'
  const { protocolType = null, protocolName = null } = request
  const agrees =
    (protocolType === null || protocolType === group.protocolType) &&
    (protocolName === null || protocolName === group.protocolName)
  return agrees ? member : 'INCONSISTENT_GROUP_PROTOCOL'
}

function syncGeneration(
  coordinator: CoordinatorContext,
  group: Group,
  member: GroupMember,
  request: SyncGroupRequest,
  respond: (response: SyncGroupResponse) => void,
): void {
  const isLeader = group.leaderId === member.identity.id
  const bytes = request.assignments.reduce((sum, { assignment }) => sum + assignment.length, 0)
  if (isLeader && bytes > coordinator.limits.maxMetadataBytes) {
    return respond(refusedSync('UNKNOWN_SERVER_ERROR'))
  }
  member.parkSync(respond)
  group.noteSync(member.identity.id)
  if (!isLeader) return
  // Copied: the decoded bytes are a view on the request's frame, and an assignment lives as long as its generation.
  const assignments = request.assignments.map(
    ({ memberId, assignment }) => [memberId, new Uint8Array(assignment)] as const,
  )
  coordinator.rebalance.completeSync(group, new Map(assignments))
}
