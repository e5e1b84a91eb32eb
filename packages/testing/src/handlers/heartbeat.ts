import { brokerErrorCode, heartbeatRequest, heartbeatResponse } from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { requireCoordinator } from '../cluster/group-placement.ts'

export const heartbeatApi = apiRoute({
  request: heartbeatRequest,
  response: heartbeatResponse,
  minVersion: 0,
  maxVersion: 4,
  handle: (request, context, reply) => {
    requireCoordinator(context, request.groupId)
    context.groups.heartbeat(request, context, (response) => reply.send(response))
  },
  refuse: (_request, refusal) => ({ errorCode: brokerErrorCode(refusal.error) }),
})
