import type { ListGroupsRequest, ListGroupsResponse } from '@headwater/protocol'
import type { CoordinatorContext } from './coordinator-context.ts'

const GROUP_TYPE = 'classic'

/** ListGroups: every group, or those in the states and of the types asked for (KIP-518, KIP-848; case does not matter). */
export function listGroups(
  coordinator: CoordinatorContext,
  request: ListGroupsRequest,
): ListGroupsResponse {
  const groups = coordinator.groups.all
    .filter(({ state }) => isAskedFor(request.statesFilter, state))
    .filter(() => isAskedFor(request.typesFilter, GROUP_TYPE))
    .map(({ id, protocolType, state }) => ({
      groupId: id,
      protocolType,
      groupState: state,
      groupType: GROUP_TYPE,
    }))
  return { errorCode: 0, groups }
}

function isAskedFor(filter: readonly string[] | undefined, value: string): boolean {
  if (filter === undefined || filter.length === 0) return true
  return filter.some((wanted) => wanted.toLowerCase() === value.toLowerCase())
}
