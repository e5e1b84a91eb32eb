import { apiVersionsApi } from '../handlers/api-versions.ts'
import { initProducerIdApi } from '../handlers/init-producer-id.ts'
import { metadataApi } from '../handlers/metadata.ts'
import { produceApi } from '../handlers/produce.ts'
import type { ApiRoute } from './api-route.ts'
import type { AdvertisedApi } from './request-context.ts'

/** Everything that this cluster speaks; each API states its own versions. What is not here is not advertised. */
const ROUTES: readonly ApiRoute[] = [produceApi, metadataApi, apiVersionsApi, initProducerIdApi]

const routesByKey = new Map(ROUTES.map((route) => [route.apiKey, route]))

/** What ApiVersions tells. */
export const ADVERTISED_APIS: readonly AdvertisedApi[] = ROUTES.map(
  ({ apiKey, advertisedFrom, maxVersion }) => ({ apiKey, minVersion: advertisedFrom, maxVersion }),
)

/** The route of a request, or undefined when this cluster does not serve that API in that version. */
export function routeFor(apiKey: number, version: number): ApiRoute | undefined {
  const route = routesByKey.get(apiKey)
  if (route === undefined || version < route.minVersion || version > route.maxVersion)
    return undefined
  return route
}
