import {
  brokerErrorCode,
  type DescribeGroupsRequest,
  type DescribeGroupsResponse,
} from '@headwater/protocol'
import type { CoordinatorContext } from './coordinator-context.ts'
import type { Group } from './group.ts'
import { type GroupMember, NO_ASSIGNMENT } from './group-member.ts'

/** From this version a group that does not exist is an error; before, it is one in state Dead (KIP-1043). */
const GROUP_ID_NOT_FOUND_FROM = 6

/** DescribeGroups: state and members; what they subscribe to and own only while the group is Stable. */
export function describeGroups(
  coordinator: CoordinatorContext,
  request: DescribeGroupsRequest,
  apiVersion: number,
): DescribeGroupsResponse {
  const groups = request.groups.map((groupId) => {
    const group = coordinator.groups.find(groupId)
    return group === undefined ? describeMissing(groupId, apiVersion) : describe(group)
  })
  return { groups }
}

function describeMissing(groupId: string, apiVersion: number) {
  const isError = apiVersion >= GROUP_ID_NOT_FOUND_FROM
  return {
    errorCode: brokerErrorCode(isError ? 'GROUP_ID_NOT_FOUND' : 'NONE'),
    errorMessage: isError ? `Group ${groupId} not found.` : null,
    groupId,
    groupState: 'Dead',
    protocolType: '',
    protocolData: '',
    members: [],
  }
}

function describe(group: Group) {
  const isStable = group.state === 'Stable'
  const protocolName = (isStable ? group.protocolName : null) ?? ''
  return {
    errorCode: 0,
    groupId: group.id,
    groupState: group.state,
    protocolType: group.protocolType,
    protocolData: protocolName,
    members: group.members.map((member) => ({
      ...describeMember(member),
      memberMetadata: isStable ? member.metadataFor(protocolName) : NO_ASSIGNMENT,
      memberAssignment: isStable ? member.assignment : NO_ASSIGNMENT,
    })),
  }
}

function describeMember({ identity }: GroupMember) {
  return {
    memberId: identity.id,
    groupInstanceId: identity.instanceId,
    clientId: identity.clientId,
    clientHost: identity.clientHost,
  }
}
