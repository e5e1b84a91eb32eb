import { alterConfigsRequest, alterConfigsResponse } from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import { alterResources, refuseResources } from './alter-resources.ts'

/** The old way: what is not given goes back to its default. */
export const alterConfigsApi = apiRoute({
  request: alterConfigsRequest,
  response: alterConfigsResponse,
  minVersion: 0,
  maxVersion: 2,
  handle: (request, context, reply) =>
    reply.send(
      alterResources(request, context, ({ configs }) => {
        return new Map(configs.map(({ name, value }) => [name, requireValue(name, value)]))
      }),
    ),
  refuse: ({ resources }, refusal) => refuseResources(resources, refusal),
})

function requireValue(name: string, value: string | null): string {
  if (value !== null) return value
  throw new BrokerRefusal('INVALID_REQUEST', `Null value not supported for : ${name}`)
}
