import { brokerErrorCode, describeGroupsRequest, describeGroupsResponse } from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import type { BrokerRefusal } from '../cluster/broker-refusal.ts'
import { isCoordinator, notCoordinator } from '../cluster/group-placement.ts'
import { firstOfEach } from './duplicates.ts'

export const describeGroupsApi = apiRoute({
  request: describeGroupsRequest,
  response: describeGroupsResponse,
  minVersion: 0,
  maxVersion: 5,
  handle: (request, context, reply) => {
    const asked = firstOfEach(request.groups, (groupId) => groupId)
    const own = asked.filter((groupId) => isCoordinator(context, groupId))
    const others = asked.filter((groupId) => !isCoordinator(context, groupId))
    const refused = others.map((groupId) => refusedGroup(groupId, notCoordinator(context)))
    context.groups.describeGroups({ ...request, groups: own }, context, (response) =>
      reply.send({ ...response, groups: [...response.groups, ...refused] }),
    )
  },
  refuse: ({ groups }, refusal) => ({
    groups: groups.map((groupId) => refusedGroup(groupId, refusal)),
  }),
})

function refusedGroup(groupId: string, refusal: BrokerRefusal) {
  return {
    errorCode: brokerErrorCode(refusal.error),
    groupId,
    groupState: '',
    protocolType: '',
    protocolData: '',
    members: [],
  }
}
