import { brokerErrorCode, listGroupsRequest, listGroupsResponse } from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { isCoordinator } from '../cluster/group-placement.ts'

/** Each broker lists the groups that it coordinates; clients ask all of them. */
export const listGroupsApi = apiRoute({
  request: listGroupsRequest,
  response: listGroupsResponse,
  minVersion: 0,
  maxVersion: 5,
  handle: (request, context, reply) => {
    context.groups.listGroups(request, context, (response) => {
      const groups = response.groups.filter(({ groupId }) => isCoordinator(context, groupId))
      reply.send({ ...response, groups })
    })
  },
  refuse: (_request, refusal) => ({ errorCode: brokerErrorCode(refusal.error), groups: [] }),
})
