import {
  brokerErrorCode,
  describeClusterRequest,
  describeClusterResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import { NO_LEADER } from '../cluster/partition.ts'
import { viewOf } from '../cluster/topic-lookup.ts'

// Kafka's numbers for whose addresses are wanted (KIP-919).
const BROKERS = 1
const CONTROLLERS = 2

export const describeClusterApi = apiRoute({
  request: describeClusterRequest,
  response: describeClusterResponse,
  minVersion: 0,
  maxVersion: 1,
  handle: ({ endpointType = BROKERS }, context, reply) => {
    requireBrokers(endpointType)
    const { advertisedNodes, clusterId } = viewOf(context)
    const brokers = advertisedNodes.map(({ nodeId, host, port }) => ({
      brokerId: nodeId,
      host,
      port,
    }))
    reply.send({
      throttleTimeMs: 0,
      errorCode: 0,
      clusterId,
      controllerId: brokers[0]?.brokerId ?? NO_LEADER,
      brokers,
    })
  },
  refuse: (_request, refusal) => ({
    throttleTimeMs: 0,
    errorCode: brokerErrorCode(refusal.error),
    errorMessage: refusal.message,
    clusterId: '',
    brokers: [],
  }),
})

function requireBrokers(endpointType: number): void {
  if (endpointType === BROKERS) return
  if (endpointType === CONTROLLERS) {
    throw new BrokerRefusal('MISMATCHED_ENDPOINT_TYPE', 'This is a broker, not a controller')
  }
  throw new BrokerRefusal('UNSUPPORTED_ENDPOINT_TYPE', `Unknown endpoint type ${endpointType}`)
}
