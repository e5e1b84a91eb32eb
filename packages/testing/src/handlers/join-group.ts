import { brokerErrorCode, joinGroupRequest, joinGroupResponse } from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { requireCoordinator } from '../cluster/group-placement.ts'

export const joinGroupApi = apiRoute({
  request: joinGroupRequest,
  response: joinGroupResponse,
  minVersion: 0,
  maxVersion: 9,
  handle: (request, context, reply) => {
    requireCoordinator(context, request.groupId)
    context.groups.joinGroup(request, context, (response) => reply.send(response))
  },
  refuse: ({ memberId }, refusal) => ({
    errorCode: brokerErrorCode(refusal.error),
    protocolName: '',
    leader: '',
    memberId,
    members: [],
  }),
})
