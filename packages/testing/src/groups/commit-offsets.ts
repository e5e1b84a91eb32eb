import {
  type BrokerErrorName,
  brokerErrorCode,
  type OffsetCommitRequest,
  type OffsetCommitResponse,
} from '@headwater/protocol'
import type { CoordinatorContext } from './coordinator-context.ts'
import type { Group } from './group.ts'
import { checkMember } from './member-check.ts'

/** From this version a missing group is named as such (KIP-848); older clients know only the generation error. */
const GROUP_ID_NOT_FOUND_FROM = 9

type CommittedPartition = OffsetCommitRequest['topics'][number]['partitions'][number]

/** OffsetCommit: stores what a group has read. A commit without a generation is taken while the group has no members. */
export function commitOffsets(
  coordinator: CoordinatorContext,
  request: OffsetCommitRequest,
  apiVersion: number,
  topicExists: (topic: string, partition: number) => boolean,
): OffsetCommitResponse {
  const isKnown = request.topics.some(({ name = '', partitions }) =>
    partitions.some(({ partitionIndex }) => topicExists(name, partitionIndex)),
  )
  const group = isKnown ? admit(coordinator, request, apiVersion) : 'UNKNOWN_TOPIC_OR_PARTITION'
  const topics = request.topics.map(({ name = '', partitions }) => ({
    name,
    partitions: partitions.map((partition) => {
      const error = topicExists(name, partition.partitionIndex)
        ? commit(coordinator, group, name, partition)
        : 'UNKNOWN_TOPIC_OR_PARTITION'
      return { partitionIndex: partition.partitionIndex, errorCode: brokerErrorCode(error) }
    }),
  }))
  return { topics }
}

/** @returns The group that takes the commit, or why none does. */
function admit(
  coordinator: CoordinatorContext,
  request: OffsetCommitRequest,
  apiVersion: number,
): Group | BrokerErrorName {
  const { generationIdOrMemberEpoch: generationId = -1, memberId } = request
  const known = coordinator.groups.find(request.groupId)
  if (known === undefined) {
    if (generationId < 0) {
      return coordinator.groups.findOrCreate(request.groupId) ?? 'GROUP_MAX_SIZE_REACHED'
    }
    return apiVersion < GROUP_ID_NOT_FOUND_FROM ? 'ILLEGAL_GENERATION' : 'GROUP_ID_NOT_FOUND'
  }
  if (generationId < 0 && known.state === 'Empty') return known
  const { groupInstanceId = null } = request
  const member = checkMember(known, { memberId, groupInstanceId })
  if (typeof member === 'string') return member
  if (generationId !== known.generationId) return 'ILLEGAL_GENERATION'
  if (known.state === 'CompletingRebalance') return 'REBALANCE_IN_PROGRESS'
  coordinator.rebalance.keepSession(known, member)
  return known
}

function commit(
  coordinator: CoordinatorContext,
  group: Group | BrokerErrorName,
  topic: string,
  partition: CommittedPartition,
): BrokerErrorName {
  if (typeof group === 'string') return group
  const metadata = partition.committedMetadata ?? ''
  if (metadata.length > coordinator.limits.maxOffsetMetadataLength) {
    return 'OFFSET_METADATA_TOO_LARGE'
  }
  group.offsets.commit(topic, partition.partitionIndex, {
    offset: partition.committedOffset,
    leaderEpoch: partition.committedLeaderEpoch ?? -1,
    metadata,
  })
  return 'NONE'
}
