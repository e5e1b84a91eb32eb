import {
  brokerErrorCode,
  type InitProducerIdRequest,
  initProducerIdRequest,
  initProducerIdResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'

const NO_PRODUCER_ID = -1n
const NO_PRODUCER_EPOCH = -1

/**
 * Idempotent producers only. Without a transactional id a broker gives a new producer id whatever it is asked, also to one
 * that names the id it had.
 */
export const initProducerIdApi = apiRoute({
  request: initProducerIdRequest,
  response: initProducerIdResponse,
  minVersion: 0,
  maxVersion: 5,
  handle: (request, context, reply) => {
    requireSoundIdentity(request)
    reply.send({ throttleTimeMs: 0, errorCode: 0, ...context.state.takeProducer() })
  },
  refuse: (_request, refusal) => ({
    throttleTimeMs: 0,
    errorCode: brokerErrorCode(refusal.error),
    producerId: NO_PRODUCER_ID,
    producerEpoch: NO_PRODUCER_EPOCH,
  }),
})

function requireSoundIdentity(request: InitProducerIdRequest): void {
  const {
    transactionalId,
    producerId = NO_PRODUCER_ID,
    producerEpoch = NO_PRODUCER_EPOCH,
  } = request
  if ((producerId === NO_PRODUCER_ID) !== (producerEpoch === NO_PRODUCER_EPOCH)) {
    throw new BrokerRefusal('INVALID_REQUEST', 'A producer id and its epoch come together')
  }
  if (transactionalId === null) return
  if (transactionalId === '') {
    throw new BrokerRefusal('INVALID_REQUEST', 'The transactional id is empty')
  }
  // Not "coordinator not available", which is what a broker without one would say: clients retry that until they time
  // out, while this one tells the user at once.
  throw new BrokerRefusal(
    'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
    'This cluster has no transactions',
  )
}
