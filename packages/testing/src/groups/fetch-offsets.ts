import type { OffsetFetchRequest, OffsetFetchResponse } from '@headwater/protocol'
import type { CoordinatorContext } from './coordinator-context.ts'

/** From this version one request asks for several groups. */
const BATCH_FROM = 8

interface AskedTopic {
  readonly name?: string
  readonly partitionIndexes: readonly number[]
}

/** OffsetFetch: what a group has committed; -1 where nothing is. A null list of topics asks for everything. */
export function fetchOffsets(
  coordinator: CoordinatorContext,
  request: OffsetFetchRequest,
  apiVersion: number,
): OffsetFetchResponse {
  if (apiVersion < BATCH_FROM) {
    return {
      errorCode: 0,
      topics: committed(coordinator, request.groupId ?? '', request.topics ?? null),
    }
  }
  const groups = (request.groups ?? []).map(({ groupId, topics }) => ({
    groupId,
    errorCode: 0,
    topics: committed(coordinator, groupId, topics),
  }))
  return { groups }
}

function committed(
  coordinator: CoordinatorContext,
  groupId: string,
  asked: readonly AskedTopic[] | null,
) {
  const offsets = coordinator.groups.find(groupId)?.offsets
  const everything = () =>
    (offsets?.all() ?? []).map(({ topic, partitions }) => ({
      name: topic,
      partitionIndexes: partitions,
    }))
  return (asked ?? everything()).map(({ name = '', partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => {
      const found = offsets?.find(name, partitionIndex)
      return {
        partitionIndex,
        committedOffset: found?.offset ?? -1n,
        committedLeaderEpoch: found?.leaderEpoch ?? -1,
        metadata: found?.metadata ?? '',
        errorCode: 0,
      }
    }),
  }))
}
