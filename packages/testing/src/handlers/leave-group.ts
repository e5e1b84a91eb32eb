import { brokerErrorCode, leaveGroupRequest, leaveGroupResponse } from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { requireCoordinator } from '../cluster/group-placement.ts'

export const leaveGroupApi = apiRoute({
  request: leaveGroupRequest,
  response: leaveGroupResponse,
  minVersion: 0,
  maxVersion: 5,
  handle: (request, context, reply) => {
    requireCoordinator(context, request.groupId)
    context.groups.leaveGroup(request, context, (response) => reply.send(response))
  },
  refuse: (_request, refusal) => ({ errorCode: brokerErrorCode(refusal.error) }),
})
