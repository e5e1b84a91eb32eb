import {
  deleteGroupsRequest,
  deleteGroupsResponse,
  describeGroupsRequest,
  describeGroupsResponse,
  findCoordinatorRequest,
  findCoordinatorResponse,
  heartbeatRequest,
  heartbeatResponse,
  joinGroupRequest,
  joinGroupResponse,
  leaveGroupRequest,
  leaveGroupResponse,
  listGroupsRequest,
  listGroupsResponse,
  offsetCommitRequest,
  offsetCommitResponse,
  offsetFetchRequest,
  offsetFetchResponse,
  syncGroupRequest,
  syncGroupResponse,
} from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName } from '../../test/support/error-name.ts'
import { FrameClient } from '../../test/support/frame-client.ts'
import { testCluster } from '../../test/support/test-cluster.ts'

const FIND_COORDINATOR = { request: findCoordinatorRequest, response: findCoordinatorResponse }
const JOIN_GROUP = { request: joinGroupRequest, response: joinGroupResponse }
const SYNC_GROUP = { request: syncGroupRequest, response: syncGroupResponse }
const HEARTBEAT = { request: heartbeatRequest, response: heartbeatResponse }
const LEAVE_GROUP = { request: leaveGroupRequest, response: leaveGroupResponse }
const OFFSET_COMMIT = { request: offsetCommitRequest, response: offsetCommitResponse }
const OFFSET_FETCH = { request: offsetFetchRequest, response: offsetFetchResponse }
const DESCRIBE_GROUPS = { request: describeGroupsRequest, response: describeGroupsResponse }
const LIST_GROUPS = { request: listGroupsRequest, response: listGroupsResponse }
const DELETE_GROUPS = { request: deleteGroupsRequest, response: deleteGroupsResponse }

const NOBODY = { groupId: 'g', generationId: -1, memberId: '' }
const JOIN = {
  groupId: 'g',
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 10_000,
  memberId: '',
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: Buffer.from('m') }],
}
const ASSIGNMENT = Buffer.from('assigned')

function commitBody(groupId: string, committedOffset: bigint) {
  const partitions = [{ partitionIndex: 0, committedOffset, committedMetadata: '' }]
  return { ...NOBODY, groupId, topics: [{ name: 't', partitions }] }
}

/** Three brokers, with the node that coordinates `g` and one that does not. */
function clusterWithGroup() {
  const cluster = testCluster({ brokers: 3 })
  const found = cluster.client().call(FIND_COORDINATOR, 2, { key: 'g', keyType: 0 })
  const coordinator = found.nodeId ?? 0
  return { ...cluster, coordinator, other: (coordinator % 3) + 1 }
}

describe('FindCoordinator', () => {
  it.each([0, 1, 2, 3])(
    'names one broker per group, whoever is asked, in version %i',
    (version) => {
      const { client, state } = testCluster({ brokers: 3 })
      const ask = (nodeId: number, key: string) =>
        client(nodeId).call(FIND_COORDINATOR, version, { key })

      const found = ask(1, 'g')

      expect(found.errorCode).toBe(0)
      expect(found.port).toBe(state.node(found.nodeId ?? 0)?.port)
      expect(ask(2, 'g').nodeId).toBe(found.nodeId)
      const nodes = new Set(['a', 'b', 'c', 'd'].map((key) => ask(1, key).nodeId))
      expect(nodes).toEqual(new Set([1, 2, 3]))
    },
  )

  it('answers several keys in version 4', () => {
    const { client } = testCluster()

    const { coordinators } = client().call(FIND_COORDINATOR, 4, { coordinatorKeys: ['g', 'h'] })

    expect(coordinators).toMatchObject([
      { key: 'g', errorCode: 0, nodeId: 1 },
      { key: 'h', errorCode: 0, nodeId: 1 },
    ])
  })

  it('moves a group when its broker dies, and back when it returns', async () => {
    const { client, kafka, coordinator, other } = clusterWithGroup()
    const ask = () => client(other).call(FIND_COORDINATOR, 2, { key: 'g' }).nodeId

    await kafka.kill(coordinator)
    expect(ask()).not.toBe(coordinator)

    await kafka.restart(coordinator)
    expect(ask()).toBe(coordinator)
  })

  it.each([
    [1, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
    [2, 'INVALID_REQUEST'],
  ])('refuses the key type %i', (keyType, error) => {
    const { client } = testCluster()

    const response = client().call(FIND_COORDINATOR, 2, { key: 'x', keyType })

    expect(errorName(response.errorCode)).toBe(error)
    expect(response).toMatchObject({ nodeId: -1, port: -1 })
  })
})

describe('group requests', () => {
  it('take a member through its life at the coordinator', () => {
    const { client, clock, coordinator } = clusterWithGroup()
    const member = client(coordinator)

    const joining = member.send(JOIN_GROUP, 3, JOIN)
    clock.advance(0)
    const joined = member.take(joining)
    const identity = {
      groupId: 'g',
      generationId: joined.generationId ?? 0,
      memberId: joined.memberId,
    }
    const assignments = [{ memberId: joined.memberId, assignment: ASSIGNMENT }]
    const synced = member.call(SYNC_GROUP, 3, { ...identity, assignments })
    const heartbeat = member.call(HEARTBEAT, 3, identity)
    const described = member.call(DESCRIBE_GROUPS, 3, { groups: ['g'] })
    const left = member.call(LEAVE_GROUP, 2, identity)

    expect(joined).toMatchObject({ errorCode: 0, leader: joined.memberId, protocolName: 'range' })
    expect(synced.errorCode).toBe(0)
    expect(Buffer.from(synced.assignment)).toEqual(ASSIGNMENT)
    expect(heartbeat.errorCode).toBe(0)
    expect(described.groups).toMatchObject([
      { groupState: 'Stable', members: [{ clientId: 'test', clientHost: '/test' }] },
    ])
    expect(left.errorCode).toBe(0)
  })

  it('keep a member waiting for the others, and answer both', () => {
    const { client, clock, coordinator, kafka } = clusterWithGroup()
    const first = client(coordinator)
    const second = new FrameClient(kafka.cluster, coordinator)
    const joining = first.send(JOIN_GROUP, 3, JOIN)
    clock.advance(0)
    const joined = first.take(joining)
    const waiting = second.send(JOIN_GROUP, 3, JOIN)
    expect(second.written).toEqual([])

    const again = first.send(JOIN_GROUP, 3, { ...JOIN, memberId: joined.memberId })
    clock.advance(0)

    expect(first.take(again).members.length).toBe(2)
    expect(second.take(waiting)).toMatchObject({ errorCode: 0, leader: joined.memberId })
  })

  it('are refused by a broker that does not coordinate the group', () => {
    const { client, other } = clusterWithGroup()
    const wrong = client(other)
    const commit = wrong.call(OFFSET_COMMIT, 5, commitBody('g', 1n))

    const codes = [
      wrong.call(JOIN_GROUP, 3, JOIN).errorCode,
      wrong.call(SYNC_GROUP, 3, { ...NOBODY, assignments: [] }).errorCode,
      wrong.call(HEARTBEAT, 3, NOBODY).errorCode,
      wrong.call(LEAVE_GROUP, 2, NOBODY).errorCode,
      commit.topics[0]?.partitions[0]?.errorCode,
      wrong.call(OFFSET_FETCH, 5, { groupId: 'g', topics: null }).errorCode,
      wrong.call(DESCRIBE_GROUPS, 3, { groups: ['g'] }).groups[0]?.errorCode,
      wrong.call(DELETE_GROUPS, 1, { groupsNames: ['g'] }).results[0]?.errorCode,
    ]

    expect(codes.map(errorName)).toEqual(codes.map(() => 'NOT_COORDINATOR'))
  })

  it('name the error for each partition in OffsetFetch 1, which has no other place for it', () => {
    const { client, other } = clusterWithGroup()
    const topics = [{ name: 't', partitionIndexes: [0, 1] }]

    const response = client(other).call(OFFSET_FETCH, 1, { groupId: 'g', topics })

    const partitions = response.topics?.[0]?.partitions ?? []
    expect(partitions.map(({ errorCode }) => errorName(errorCode))).toEqual([
      'NOT_COORDINATOR',
      'NOT_COORDINATOR',
    ])
  })

  it('answer for their own groups and refuse the others within one request', () => {
    const { client, coordinator } = clusterWithGroup()
    const member = client(coordinator)
    const foreign = ['a', 'b', 'c', 'd'].find(
      (key) => member.call(FIND_COORDINATOR, 2, { key }).nodeId !== coordinator,
    )
    const groups = [
      { groupId: foreign ?? '', topics: null },
      { groupId: 'g', topics: null },
    ]
    member.call(OFFSET_COMMIT, 5, commitBody('g', 7n))

    const fetched = member.call(OFFSET_FETCH, 8, { groups }).groups ?? []
    const described = member.call(DESCRIBE_GROUPS, 3, { groups: [foreign ?? '', 'g'] }).groups
    const deleted = member.call(DELETE_GROUPS, 1, { groupsNames: [foreign ?? '', 'g'] }).results

    const verdicts = (answers: readonly { groupId?: string; errorCode?: number }[]) =>
      answers.map(({ groupId, errorCode }) => `${groupId} ${errorName(errorCode)}`)
    const expected = ['g NONE', `${foreign} NOT_COORDINATOR`]
    expect(verdicts(fetched)).toEqual(expected)
    expect(fetched[0]?.topics?.[0]?.partitions?.[0]?.committedOffset).toBe(7n)
    expect(verdicts(described)).toEqual(expected)
    expect(verdicts(deleted)).toEqual(expected)
  })

  it('list each group at one broker only', () => {
    const { client, coordinator } = clusterWithGroup()
    client(coordinator).call(OFFSET_COMMIT, 5, commitBody('g', 1n))

    const listed = [1, 2, 3].filter(
      (nodeId) => client(nodeId).call(LIST_GROUPS, 2, {}).groups.length > 0,
    )

    expect(listed).toEqual([coordinator])
  })

  it('forget what was committed for a topic that is deleted', () => {
    const { client, coordinator, kafka } = clusterWithGroup()
    const member = client(coordinator)
    member.call(OFFSET_COMMIT, 5, commitBody('g', 7n))

    kafka.deleteTopic('t')

    expect(member.call(OFFSET_FETCH, 5, { groupId: 'g', topics: null }).topics).toEqual([])
  })

  it('refuse commits for what does not exist', () => {
    const { client, coordinator } = clusterWithGroup()
    const partitions = [{ partitionIndex: 9, committedOffset: 1n, committedMetadata: null }]
    const body = { ...NOBODY, topics: [{ name: 't', partitions }] }

    const { topics } = client(coordinator).call(OFFSET_COMMIT, 5, body)

    expect(errorName(topics[0]?.partitions[0]?.errorCode)).toBe('UNKNOWN_TOPIC_OR_PARTITION')
  })
})
