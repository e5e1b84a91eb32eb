import { brokerErrorCode, deleteGroupsRequest, deleteGroupsResponse } from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import type { BrokerRefusal } from '../cluster/broker-refusal.ts'
import { isCoordinator, notCoordinator } from '../cluster/group-placement.ts'

export const deleteGroupsApi = apiRoute({
  request: deleteGroupsRequest,
  response: deleteGroupsResponse,
  minVersion: 0,
  maxVersion: 2,
  handle: (request, context, reply) => {
    const own = request.groupsNames.filter((groupId) => isCoordinator(context, groupId))
    const others = request.groupsNames.filter((groupId) => !isCoordinator(context, groupId))
    const refused = refusedGroups(others, notCoordinator(context))
    context.groups.deleteGroups({ ...request, groupsNames: own }, context, (response) =>
      reply.send({ ...response, results: [...response.results, ...refused] }),
    )
  },
  refuse: ({ groupsNames }, refusal) => ({
    throttleTimeMs: 0,
    results: refusedGroups(groupsNames, refusal),
  }),
})

function refusedGroups(groupIds: readonly string[], refusal: BrokerRefusal) {
  const errorCode = brokerErrorCode(refusal.error)
  return groupIds.map((groupId) => ({ groupId, errorCode }))
}
