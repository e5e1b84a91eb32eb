import {
  type BrokerErrorName,
  brokerErrorCode,
  type FindCoordinatorRequest,
  type FindCoordinatorResponse,
  findCoordinatorRequest,
  findCoordinatorResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import { coordinatorOf } from '../cluster/group-placement.ts'
import { NO_LEADER } from '../cluster/partition.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import { catchRefusal } from './catch-refusal.ts'

// Kafka's numbers for what is coordinated.
const GROUP = 0
const TRANSACTION = 1

export const findCoordinatorApi = apiRoute({
  request: findCoordinatorRequest,
  response: findCoordinatorResponse,
  minVersion: 0,
  maxVersion: 4,
  handle: (request, context, reply) =>
    reply.send(
      answerEach(request, (key) =>
        catchRefusal(
          () => found(key, request.keyType ?? GROUP, context),
          (refusal) => refused(key, refusal),
        ),
      ),
    ),
  refuse: (request, refusal) => answerEach(request, (key) => refused(key, refusal)),
})

type Answer = ReturnType<typeof refused>

/** From version 4 on a request has several keys (KIP-699); before, the one answer is the response. */
function answerEach(
  { key = '', coordinatorKeys }: FindCoordinatorRequest,
  answer: (key: string) => Answer,
): FindCoordinatorResponse {
  return coordinatorKeys === undefined ? answer(key) : { coordinators: coordinatorKeys.map(answer) }
}

function found(key: string, keyType: number, { state }: RequestContext): Answer {
  if (keyType === TRANSACTION) {
    // See init-producer-id: a final answer, because "not available" would be retried until it times out.
    throw new BrokerRefusal(
      'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
      'This cluster has no transactions',
    )
  }
  if (keyType !== GROUP) throw new BrokerRefusal('INVALID_REQUEST', `Unknown key type ${keyType}`)
  const node = coordinatorOf(state, key)
  if (node === undefined) throw new BrokerRefusal('COORDINATOR_NOT_AVAILABLE', 'No broker is alive')
  return answered(key, 'NONE', null, node)
}

function refused(key: string, refusal: BrokerRefusal) {
  return answered(key, refusal.error, refusal.message, { nodeId: NO_LEADER, host: '', port: -1 })
}

function answered(
  key: string,
  error: BrokerErrorName,
  errorMessage: string | null,
  { nodeId, host, port }: { readonly nodeId: number; readonly host: string; readonly port: number },
) {
  return { key, errorCode: brokerErrorCode(error), errorMessage, nodeId, host, port }
}
