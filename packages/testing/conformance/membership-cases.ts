import { expect } from 'vitest'
import { atVersions, type ConformanceCase } from './conformance-case.ts'
import { type ConformanceCluster, errorName } from './conformance-cluster.ts'
import {
  FIND_COORDINATOR,
  GroupCaller,
  type JoinTerms,
  LEAVE,
  type SoleMember,
  soleMember,
} from './group-call.ts'

const GROUP = 0
const NO_SUCH_TYPE = 9
const FIRST_BATCHED_LEAVE = 3

export const membershipCases: readonly ConformanceCase[] = [
  ...atVersions(
    'FindCoordinator',
    [0, 4],
    'names a broker for a group',
    async (cluster, version) => {
      const key = cluster.newName()
      await cluster.coordinatorOf(key)
      const request = { key, keyType: GROUP, coordinatorKeys: [key] }

      const answer = await cluster.send(FIND_COORDINATOR, version, request)

      const found = version < 4 ? answer : answer.coordinators?.[0]
      expect(errorName(found?.errorCode)).toBe('NONE')
      expect(cluster.nodeIds).toContain(found?.nodeId)
    },
  ),
  {
    api: 'FindCoordinator',
    title: 'answers INVALID_REQUEST to a kind of coordinator that does not exist',
    run: async (cluster) => {
      const request = { key: 'anything', keyType: NO_SUCH_TYPE }

      const { errorCode } = await cluster.send(FIND_COORDINATOR, 3, request)

      expect(errorName(errorCode)).toBe('INVALID_REQUEST')
    },
  },
  ...atVersions(
    'JoinGroup',
    [0, 9],
    'makes the first member the leader',
    async (cluster, version) => {
      const caller = await GroupCaller.of(cluster)

      const joined = await caller.joinAsMember({ protocols: ['range', 'sticky'] }, version)

      expect(joined).toMatchObject({ errorCode: 0, generationId: 1, protocolName: 'range' })
      expect(joined.leader).toBe(joined.memberId)
      expect(joined.members.map(({ memberId }) => memberId)).toEqual([joined.memberId])
    },
  ),
  {
    api: 'JoinGroup',
    title: 'answers MEMBER_ID_REQUIRED to a new member, with its id',
    run: async (cluster) => {
      const caller = await GroupCaller.of(cluster)

      const { errorCode, memberId } = await caller.join()

      expect(errorName(errorCode)).toBe('MEMBER_ID_REQUIRED')
      expect(memberId).toMatch(/^conformance-/)
    },
  },
  ...joinRefusals([
    ['INVALID_SESSION_TIMEOUT', { sessionTimeoutMs: 1 }],
    ['INVALID_SESSION_TIMEOUT', { sessionTimeoutMs: 2_000_000 }],
    ['UNKNOWN_MEMBER_ID', { memberId: 'a stranger' }],
    ['INCONSISTENT_GROUP_PROTOCOL', { protocols: [] }],
    ['INCONSISTENT_GROUP_PROTOCOL', { protocolType: '' }],
  ]),
  {
    api: 'JoinGroup',
    title: 'answers INVALID_GROUP_ID to an empty group id',
    run: async (cluster) => {
      const caller = new GroupCaller('', await cluster.open())

      expect(errorName((await caller.join()).errorCode)).toBe('INVALID_GROUP_ID')
    },
  },
  {
    api: 'JoinGroup',
    title: 'answers INCONSISTENT_GROUP_PROTOCOL to a member that shares no strategy',
    run: async (cluster) => {
      const { caller } = await soleMember(cluster)
      const other = await GroupCaller.of(cluster, caller.group)

      const { errorCode } = await other.join({ protocols: ['sticky'] })

      expect(errorName(errorCode)).toBe('INCONSISTENT_GROUP_PROTOCOL')
    },
  },
  {
    api: 'JoinGroup',
    title: 'makes everybody join again when a member comes, and tells only the leader who is there',
    run: async (cluster) => {
      const { caller, memberId, generationId } = await soleMember(cluster)
      const other = await GroupCaller.of(cluster, caller.group)
      const newId = (await other.join()).memberId
      const coming = other.join({ memberId: newId })
      await cluster.eventually(async () => {
        const verdict = await caller.heartbeat(generationId, memberId)
        return verdict === 'REBALANCE_IN_PROGRESS' ? true : undefined
      })

      const leader = await caller.join({ memberId })
      const follower = await coming

      expect(leader.members.map((member) => member.memberId).sort()).toEqual(
        [memberId, newId].sort(),
      )
      expect(follower).toMatchObject({ errorCode: 0, leader: memberId, members: [] })
      expect([leader.generationId, follower.generationId]).toEqual([2, 2])
    },
  },
  {
    api: 'JoinGroup',
    title: 'gives a restarted static member its place back and fences the old one',
    run: async (cluster) => {
      const { caller, memberId, generationId } = await soleMember(cluster, { instanceId: 'one' })

      const back = await caller.join({ instanceId: 'one' })

      expect(back).toMatchObject({ errorCode: 0, generationId, skipAssignment: true })
      expect(back.memberId).not.toBe(memberId)
      expect(await caller.heartbeat(generationId, memberId, 'one')).toBe('FENCED_INSTANCE_ID')
      const rejoined = await caller.join({ instanceId: 'one', memberId })
      expect(errorName(rejoined.errorCode)).toBe('FENCED_INSTANCE_ID')
    },
  },
  ...atVersions(
    'SyncGroup',
    [0, 5],
    'hands out the assignment of the leader',
    async (cluster, version) => {
      const caller = await GroupCaller.of(cluster)
      const { memberId, generationId = -1 } = await caller.joinAsMember()

      const assignments = { [memberId]: 'everything' }
      const synced = await caller.sync(generationId, memberId, assignments, version)

      expect(errorName(synced.errorCode)).toBe('NONE')
      expect(Buffer.from(synced.assignment).toString()).toBe('everything')
    },
  ),
  memberCase('SyncGroup', 'answers ILLEGAL_GENERATION to another generation', async (member) => {
    const { errorCode } = await member.caller.sync(member.generationId + 1, member.memberId)
    expect(errorName(errorCode)).toBe('ILLEGAL_GENERATION')
  }),
  memberCase('SyncGroup', 'answers UNKNOWN_MEMBER_ID to a stranger', async (member) => {
    const { errorCode } = await member.caller.sync(member.generationId, 'a stranger')
    expect(errorName(errorCode)).toBe('UNKNOWN_MEMBER_ID')
  }),
  ...atVersions('Heartbeat', [0, 4], 'keeps a member', async (cluster, version) => {
    const { caller, memberId, generationId } = await soleMember(cluster)

    expect(await caller.heartbeat(generationId, memberId, null, version)).toBe('NONE')
  }),
  memberCase('Heartbeat', 'answers ILLEGAL_GENERATION to another generation', async (member) => {
    const verdict = await member.caller.heartbeat(member.generationId + 1, member.memberId)
    expect(verdict).toBe('ILLEGAL_GENERATION')
  }),
  memberCase('Heartbeat', 'answers UNKNOWN_MEMBER_ID to a stranger', async (member) => {
    const verdict = await member.caller.heartbeat(member.generationId, 'a stranger')
    expect(verdict).toBe('UNKNOWN_MEMBER_ID')
  }),
  ...atVersions('LeaveGroup', [0, 5], 'lets a member go once', async (cluster, version) => {
    const { caller, memberId } = await soleMember(cluster)
    const request = { groupId: caller.group, memberId, members: [{ memberId }] }
    const verdict = async () => {
      const answer = await caller.client.send(LEAVE, version, request)
      const judged = version < FIRST_BATCHED_LEAVE ? answer : answer.members?.[0]
      return errorName(judged?.errorCode)
    }

    expect([await verdict(), await verdict()]).toEqual(['NONE', 'UNKNOWN_MEMBER_ID'])
  }),
  memberCase('LeaveGroup', 'answers UNKNOWN_MEMBER_ID to a stranger', async ({ caller }) => {
    expect(await caller.leave('a stranger')).toEqual(['UNKNOWN_MEMBER_ID'])
  }),
]

function joinRefusals(
  rows: readonly (readonly [error: string, terms: JoinTerms])[],
): ConformanceCase[] {
  return rows.map(([error, terms]) => ({
    api: 'JoinGroup',
    title: `answers ${error} to ${JSON.stringify(terms)}`,
    run: async (cluster) => {
      const caller = await GroupCaller.of(cluster)

      expect(errorName((await caller.join(terms)).errorCode)).toBe(error)
    },
  }))
}

function memberCase(
  api: string,
  title: string,
  check: (member: SoleMember) => Promise<void>,
): ConformanceCase {
  const run = async (cluster: ConformanceCluster) => check(await soleMember(cluster))
  return { api, title, run }
}
