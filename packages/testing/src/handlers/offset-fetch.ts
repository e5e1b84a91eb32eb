import {
  brokerErrorCode,
  type OffsetFetchRequest,
  type OffsetFetchResponse,
  offsetFetchRequest,
  offsetFetchResponse,
} from '@headwater/protocol'
import { apiRoute } from '../cluster/api-route.ts'
import type { BrokerRefusal } from '../cluster/broker-refusal.ts'
import { isCoordinator, notCoordinator, requireCoordinator } from '../cluster/group-placement.ts'
import { firstOfEach } from './duplicates.ts'

export const offsetFetchApi = apiRoute({
  request: offsetFetchRequest,
  response: offsetFetchResponse,
  minVersion: 1,
  maxVersion: 9,
  handle: (request, context, reply) => {
    const { groups } = request
    if (groups === undefined) {
      requireCoordinator(context, request.groupId ?? '')
      context.groups.offsetFetch(request, context, (response) => reply.send(response))
      return
    }
    const asked = firstOfEach(groups, ({ groupId = '' }) => groupId)
    const own = asked.filter(({ groupId = '' }) => isCoordinator(context, groupId))
    const others = asked.filter(({ groupId = '' }) => !isCoordinator(context, groupId))
    const refused = refusedGroups(others, notCoordinator(context))
    context.groups.offsetFetch({ ...request, groups: own }, context, (response) =>
      reply.send({ ...response, groups: [...(response.groups ?? []), ...refused] }),
    )
  },
  refuse: ({ groups, topics }, refusal) =>
    groups === undefined
      ? { errorCode: brokerErrorCode(refusal.error), topics: refusedTopics(topics ?? [], refusal) }
      : { groups: refusedGroups(groups, refusal) },
})

function refusedGroups(
  groups: NonNullable<OffsetFetchRequest['groups']>,
  refusal: BrokerRefusal,
): NonNullable<OffsetFetchResponse['groups']> {
  const errorCode = brokerErrorCode(refusal.error)
  return groups.map(({ groupId = '' }) => ({ groupId, errorCode, topics: [] }))
}

/** Version 1 has no error but those of the partitions. */
function refusedTopics(
  topics: NonNullable<OffsetFetchRequest['topics']>,
  refusal: BrokerRefusal,
): NonNullable<OffsetFetchResponse['topics']> {
  const errorCode = brokerErrorCode(refusal.error)
  return topics.map(({ name = '', partitionIndexes = [] }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => ({
      partitionIndex,
      committedOffset: -1n,
      metadata: '',
      errorCode,
    })),
  }))
}
