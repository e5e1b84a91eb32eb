import {
  metadataRequest,
  offsetCommitRequest,
  offsetCommitResponse,
  offsetFetchRequest,
  offsetFetchResponse,
} from '@headwater/protocol'
import { expect } from 'vitest'
import { atVersions, type ConformanceCase } from './conformance-case.ts'
import { type ConformanceTopic, errorName } from './conformance-cluster.ts'
import { GroupCaller, soleMember } from './group-call.ts'

const COMMIT = { request: offsetCommitRequest, response: offsetCommitResponse }
const FETCH_COMMITTED = { request: offsetFetchRequest, response: offsetFetchResponse }
const LAST_VERSION_OF_ONE_GROUP = 7

export const committedOffsetCases: readonly ConformanceCase[] = [
  ...atVersions(
    'OffsetCommit',
    [2, 9],
    'stores an offset with its note',
    async (cluster, version) => {
      const topic = await cluster.createTopic()
      const caller = await GroupCaller.of(cluster)

      const verdict = await commit(caller, topic, { metadata: 'note' }, version)

      expect(verdict).toBe('NONE')
      expect(await committed(caller, topic)).toMatchObject({
        committedOffset: 42n,
        metadata: 'note',
      })
    },
  ),
  {
    api: 'OffsetCommit',
    title: 'takes the commits of members of this generation only',
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      const { caller, memberId, generationId } = await soleMember(cluster)

      const verdicts = [
        await commit(caller, topic, { memberId, generationId }),
        await commit(caller, topic, { memberId, generationId: generationId + 1 }),
        await commit(caller, topic, { memberId: 'a stranger', generationId }),
        await commit(caller, topic),
      ]

      expect(verdicts).toEqual([
        'NONE',
        'ILLEGAL_GENERATION',
        'UNKNOWN_MEMBER_ID',
        'UNKNOWN_MEMBER_ID',
      ])
    },
  },
  {
    api: 'OffsetCommit',
    title: 'says of a group that does not exist what the version can say',
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      const caller = await GroupCaller.of(cluster)
      const stranger = { memberId: 'a stranger', generationId: 1 }

      const verdicts = [
        await commit(caller, topic, stranger, 8),
        await commit(caller, topic, stranger, 9),
      ]

      // Kafka 4.0, which began to list this version of Metadata, has another coordinator than 3.9.
      const isKafka4 = cluster.speaks(metadataRequest, 13)
      expect(verdicts).toEqual([
        'ILLEGAL_GENERATION',
        isKafka4 ? 'GROUP_ID_NOT_FOUND' : 'ILLEGAL_GENERATION',
      ])
    },
  },
  {
    api: 'OffsetCommit',
    title: 'refuses unknown partitions and notes that are too long',
    run: async (cluster) => {
      const topic = await cluster.createTopic()
      const caller = await GroupCaller.of(cluster)

      const verdicts = [
        await commit(caller, topic, { partition: 1 }),
        await commit(caller, { ...topic, name: 'conformance-of-nothing' }),
        await commit(caller, topic, { metadata: 'm'.repeat(4_097) }),
      ]

      expect(verdicts).toEqual([
        'UNKNOWN_TOPIC_OR_PARTITION',
        'UNKNOWN_TOPIC_OR_PARTITION',
        'OFFSET_METADATA_TOO_LARGE',
      ])
    },
  },
  ...atVersions(
    'OffsetFetch',
    [1, 7],
    'returns -1 where nothing is committed',
    async (cluster, version) => {
      const topic = await cluster.createTopic()
      const caller = await GroupCaller.of(cluster)

      expect(await committed(caller, topic, version)).toMatchObject({
        errorCode: 0,
        committedOffset: -1n,
        metadata: '',
      })
    },
  ),
  ...atVersions(
    'OffsetFetch',
    [2, 7],
    'returns everything when asked for null',
    async (cluster, version) => {
      const topic = await cluster.createTopic()
      const caller = await GroupCaller.of(cluster)
      await commit(caller, topic)

      const request = { groupId: caller.group, topics: null }
      const answer = await caller.client.send(FETCH_COMMITTED, version, request)

      expect(answer.topics?.map(({ name }) => name)).toEqual([topic.name])
      expect(answer.topics?.[0]?.partitions).toMatchObject([
        { partitionIndex: 0, committedOffset: 42n },
      ])
    },
  ),
]

interface CommitTerms {
  readonly memberId?: string
  readonly generationId?: number
  readonly partition?: number
  readonly metadata?: string
}

/** Commits offset 42; without a generation unless told otherwise. */
async function commit(
  caller: GroupCaller,
  topic: ConformanceTopic,
  terms: CommitTerms = {},
  version = 9,
): Promise<string> {
  const partition = {
    partitionIndex: terms.partition ?? 0,
    committedOffset: 42n,
    committedMetadata: terms.metadata ?? '',
  }
  const { topics } = await caller.client.send(COMMIT, version, {
    groupId: caller.group,
    memberId: terms.memberId ?? '',
    generationIdOrMemberEpoch: terms.generationId ?? -1,
    topics: [{ name: topic.name, partitions: [partition] }],
  })
  return errorName(topics[0]?.partitions[0]?.errorCode)
}

async function committed(
  caller: GroupCaller,
  topic: ConformanceTopic,
  version = LAST_VERSION_OF_ONE_GROUP,
) {
  const topics = [{ name: topic.name, partitionIndexes: [0] }]
  const request = { groupId: caller.group, topics }
  const answer = await caller.client.send(FETCH_COMMITTED, version, request)
  return answer.topics?.[0]?.partitions?.[0]
}
