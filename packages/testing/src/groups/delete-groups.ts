import {
  type BrokerErrorName,
  brokerErrorCode,
  type DeleteGroupsRequest,
  type DeleteGroupsResponse,
} from '@headwater/protocol'
import type { CoordinatorContext } from './coordinator-context.ts'

/** DeleteGroups: drops groups without members, with everything they committed. */
export function deleteGroups(
  coordinator: CoordinatorContext,
  request: DeleteGroupsRequest,
): DeleteGroupsResponse {
  const results = request.groupsNames.map((groupId) => ({
    groupId,
    errorCode: brokerErrorCode(deleteGroup(coordinator, groupId)),
  }))
  return { throttleTimeMs: 0, results }
}

function deleteGroup({ groups }: CoordinatorContext, groupId: string): BrokerErrorName {
  if (groupId === '') return 'INVALID_GROUP_ID'
  const group = groups.find(groupId)
  if (group === undefined) return 'GROUP_ID_NOT_FOUND'
  if (group.state !== 'Empty') return 'NON_EMPTY_GROUP'
  groups.delete(group)
  return 'NONE'
}
