import { alterConfigsApi } from '../handlers/alter-configs.ts'
import { apiVersionsApi } from '../handlers/api-versions.ts'
import { createPartitionsApi } from '../handlers/create-partitions.ts'
import { createTopicsApi } from '../handlers/create-topics.ts'
import { deleteGroupsApi } from '../handlers/delete-groups.ts'
import { deleteRecordsApi } from '../handlers/delete-records.ts'
import { deleteTopicsApi } from '../handlers/delete-topics.ts'
import { describeClusterApi } from '../handlers/describe-cluster.ts'
import { describeConfigsApi } from '../handlers/describe-configs.ts'
import { describeGroupsApi } from '../handlers/describe-groups.ts'
import { fetchApi } from '../handlers/fetch.ts'
import { findCoordinatorApi } from '../handlers/find-coordinator.ts'
import { heartbeatApi } from '../handlers/heartbeat.ts'
import { incrementalAlterConfigsApi } from '../handlers/incremental-alter-configs.ts'
import { initProducerIdApi } from '../handlers/init-producer-id.ts'
import { joinGroupApi } from '../handlers/join-group.ts'
import { leaveGroupApi } from '../handlers/leave-group.ts'
import { listGroupsApi } from '../handlers/list-groups.ts'
import { listOffsetsApi } from '../handlers/list-offsets.ts'
import { metadataApi } from '../handlers/metadata.ts'
import { offsetCommitApi } from '../handlers/offset-commit.ts'
import { offsetFetchApi } from '../handlers/offset-fetch.ts'
import { offsetForLeaderEpochApi } from '../handlers/offset-for-leader-epoch.ts'
import { produceApi } from '../handlers/produce.ts'
import { syncGroupApi } from '../handlers/sync-group.ts'
import type { ApiRoute } from './api-route.ts'
import type { AdvertisedApi } from './request-context.ts'

/** Everything that this cluster speaks; each API states its own versions. What is not here is not advertised. */
const ROUTES: readonly ApiRoute[] = [
  produceApi,
  fetchApi,
  listOffsetsApi,
  metadataApi,
  offsetCommitApi,
  offsetFetchApi,
  findCoordinatorApi,
  joinGroupApi,
  heartbeatApi,
  leaveGroupApi,
  syncGroupApi,
  describeGroupsApi,
  listGroupsApi,
  apiVersionsApi,
  createTopicsApi,
  deleteTopicsApi,
  deleteRecordsApi,
  initProducerIdApi,
  offsetForLeaderEpochApi,
  describeConfigsApi,
  alterConfigsApi,
  createPartitionsApi,
  deleteGroupsApi,
  incrementalAlterConfigsApi,
  describeClusterApi,
]

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

/** The key of an API by Kafka's name. @throws {RangeError} when this cluster does not serve it. */
export function apiKeyOf(name: string): number {
  const route = ROUTES.find((candidate) => candidate.name === name)
  if (route === undefined) throw new RangeError(`There is no API ${JSON.stringify(name)}`)
  return route.apiKey
}
