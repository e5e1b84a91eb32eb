import {
  type BrokerErrorName,
  brokerErrorCode,
  type LeaveGroupRequest,
  type LeaveGroupResponse,
  type MemberIdentity,
} from '@headwater/protocol'
import type { CoordinatorContext } from './coordinator-context.ts'
import type { Group } from './group.ts'
import { type ClaimedMember, checkMember } from './member-check.ts'

/** From this version one request names several members, each with its own verdict (KIP-345). */
const BATCH_FROM = 3

/** LeaveGroup: takes members out at once instead of after their session timeout. */
export function leaveGroup(
  coordinator: CoordinatorContext,
  request: LeaveGroupRequest,
  apiVersion: number,
): LeaveGroupResponse {
  if (request.groupId === '') {
    return { errorCode: brokerErrorCode('INVALID_GROUP_ID'), members: [] }
  }
  const group = coordinator.groups.find(request.groupId)
  const leaving =
    apiVersion < BATCH_FROM ? [{ memberId: request.memberId ?? '' }] : (request.members ?? [])
  const members = leaving.map(({ memberId, groupInstanceId = null }: MemberIdentity) => ({
    memberId,
    groupInstanceId,
    errorCode: brokerErrorCode(
      group === undefined
        ? 'UNKNOWN_MEMBER_ID'
        : removeMember(coordinator, group, { memberId, groupInstanceId }),
    ),
  }))
  const hasLeft = members.some(({ errorCode }) => errorCode === 0)
  if (hasLeft && group !== undefined && group.state !== 'Empty') {
    coordinator.rebalance.membershipChanged(group)
  }
  if (apiVersion < BATCH_FROM) return { errorCode: members[0]?.errorCode ?? 0 }
  return { errorCode: 0, members }
}

function removeMember(
  coordinator: CoordinatorContext,
  group: Group,
  leaving: ClaimedMember,
): BrokerErrorName {
  if (group.isPending(leaving.memberId)) {
    group.removePending(leaving.memberId)
    return 'NONE'
  }
  const member = checkMember(group, withMemberId(group, leaving))
  if (typeof member === 'string') return member
  coordinator.rebalance.removeMember(group, member)
  return 'NONE'
}

/** An administrator removes a static member by its instance id alone. */
function withMemberId(group: Group, leaving: ClaimedMember): ClaimedMember {
  const instanceId = leaving.groupInstanceId ?? null
  if (leaving.memberId !== '' || instanceId === null) return leaving
  return { memberId: group.staticMemberId(instanceId) ?? '', groupInstanceId: instanceId }
}
