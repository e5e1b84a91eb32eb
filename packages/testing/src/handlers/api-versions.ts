import {
  type ApiVersionsResponse,
  apiVersionsRequest,
  apiVersionsResponse,
  brokerErrorCode,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { AdvertisedApi } from '../cluster/request-context.ts'

// KIP-511: what a broker takes as the name and version of client software.
const SOFTWARE_WORD = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/

export const apiVersionsApi = apiRoute({
  request: apiVersionsRequest,
  response: apiVersionsResponse,
  minVersion: 0,
  maxVersion: 4,
  handle: (request, context, reply) => {
    const words = [request.clientSoftwareName, request.clientSoftwareVersion]
    if (words.some((word) => word !== undefined && !SOFTWARE_WORD.test(word))) {
      throw new BrokerRefusal('INVALID_REQUEST', 'The client software is no name and version')
    }
    reply.send({ errorCode: 0, apiKeys: context.advertisedApis })
  },
  refuse: (_request, refusal) => ({ errorCode: brokerErrorCode(refusal.error), apiKeys: [] }),
})

/**
 * The answer to an ApiVersions request of a version that is not spoken, to be sent in version 0: with it the client can
 * choose one that is (KIP-511).
 */
export function unsupportedApiVersions(advertised: readonly AdvertisedApi[]): ApiVersionsResponse {
  return {
    errorCode: brokerErrorCode('UNSUPPORTED_VERSION'),
    apiKeys: advertised.filter(({ apiKey }) => apiKey === apiVersionsRequest.apiKey),
  }
}
