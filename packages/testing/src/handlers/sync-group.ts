import { brokerErrorCode, syncGroupRequest, syncGroupResponse } from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { requireCoordinator } from '../cluster/group-placement.ts'

const NO_ASSIGNMENT = Buffer.alloc(0)

export const syncGroupApi = apiRoute({
  request: syncGroupRequest,
  response: syncGroupResponse,
  minVersion: 0,
  maxVersion: 5,
  handle: (request, context, reply) => {
    requireCoordinator(context, request.groupId)
    context.groups.syncGroup(request, context, (response) => reply.send(response))
  },
  refuse: (_request, refusal) => ({
    errorCode: brokerErrorCode(refusal.error),
    assignment: NO_ASSIGNMENT,
  }),
})
