import {
  brokerErrorByCode,
  type JoinGroupResponse,
  type OffsetCommitRequest,
  type SyncGroupResponse,
} from '@headwater/protocol'
import { GroupCoordinator } from '../../src/groups/group-coordinator.ts'
import type { GroupLimits } from '../../src/groups/group-limits.ts'
import { ManualClock } from '../../src/time/manual-clock.ts'

export const SESSION_TIMEOUT_MS = 10_000
export const REBALANCE_TIMEOUT_MS = 60_000

/** Filled when the coordinator answers, which may be later. */
export interface Answer<Response> {
  response?: Response
}

export interface JoinTerms {
  readonly group?: string
  readonly memberId?: string
  readonly instanceId?: string | null
  /** Strategy names; the metadata of each is its name in bytes, or what `metadata` says. */
  readonly protocols?: readonly string[]
  readonly metadata?: Uint8Array
  readonly protocolType?: string
  readonly sessionTimeoutMs?: number
  readonly rebalanceTimeoutMs?: number
  readonly apiVersion?: number
}

/** A coordinator on a manual clock, spoken to in few words. */
export class GroupTestBed {
  readonly clock: ManualClock
  readonly coordinator: GroupCoordinator

  constructor(options: { initialRebalanceDelayMs?: number; limits?: Partial<GroupLimits> } = {}) {
    let drawn = 0
    this.clock = new ManualClock()
    this.coordinator = new GroupCoordinator({
      clock: this.clock,
      random: { next: () => (drawn++ * 0.618_033_988_749) % 1 },
      ...options,
    })
  }

  join(terms: JoinTerms = {}): Answer<JoinGroupResponse> {
    const { protocols = ['range'], apiVersion = 9, metadata } = terms
    const answer: Answer<JoinGroupResponse> = {}
    this.coordinator.joinGroup(
      {
        groupId: terms.group ?? 'shop',
        memberId: terms.memberId ?? '',
        groupInstanceId: terms.instanceId ?? null,
        sessionTimeoutMs: terms.sessionTimeoutMs ?? SESSION_TIMEOUT_MS,
        rebalanceTimeoutMs: terms.rebalanceTimeoutMs ?? REBALANCE_TIMEOUT_MS,
        protocolType: terms.protocolType ?? 'consumer',
        protocols: protocols.map((name) => ({ name, metadata: metadata ?? Buffer.from(name) })),
      },
      from(apiVersion),
      (response) => {
        answer.response = response
      },
    )
    return answer
  }

  /** Joins as a client does: asks for an id, joins with it. */
  joinWithNewId(terms: JoinTerms = {}): { memberId: string; answer: Answer<JoinGroupResponse> } {
    const memberId = this.join(terms).response?.memberId ?? ''
    return { memberId, answer: this.join({ ...terms, memberId }) }
  }

  sync(
    memberId: string,
    generationId: number,
    assignments: Readonly<Record<string, string>> = {},
    group = 'shop',
  ): Answer<SyncGroupResponse> {
    const answer: Answer<SyncGroupResponse> = {}
    this.coordinator.syncGroup(
      {
        groupId: group,
        memberId,
        generationId,
        protocolType: 'consumer',
        protocolName: 'range',
        assignments: Object.entries(assignments).map(([id, text]) => ({
          memberId: id,
          assignment: Buffer.from(text),
        })),
      },
      from(5),
      (response) => {
        answer.response = response
      },
    )
    return answer
  }

  /** A group with this many members, all with their assignment: the first is the leader. */
  stableGroup(memberCount: number, terms: JoinTerms = {}): string[] {
    const joined = Array.from({ length: memberCount }, () => this.joinWithNewId(terms))
    this.clock.advance(0)
    const memberIds = joined.map(({ memberId }) => memberId)
    const generationId = joined[0]?.answer.response?.generationId ?? -1
    const [leader = '', ...followers] = memberIds
    for (const follower of followers) this.sync(follower, generationId, {}, terms.group)
    const assignments = Object.fromEntries(memberIds.map((id, index) => [id, `part ${index}`]))
    this.sync(leader, generationId, assignments, terms.group)
    return memberIds
  }

  heartbeat(memberId: string, generationId: number, instanceId: string | null = null): string {
    let name = 'no answer'
    this.coordinator.heartbeat(
      { groupId: 'shop', memberId, generationId, groupInstanceId: instanceId },
      from(4),
      ({ errorCode }) => {
        name = errorName(errorCode)
      },
    )
    return name
  }

  leave(members: readonly { memberId?: string; groupInstanceId?: string }[], group = 'shop') {
    let errors: string[] = []
    const leaving = members.map(({ memberId = '', ...rest }) => ({ memberId, ...rest }))
    this.coordinator.leaveGroup({ groupId: group, members: leaving }, from(5), (response) => {
      errors = (response.members ?? []).map(({ errorCode }) => errorName(errorCode ?? 0))
    })
    return errors
  }

  /** Commits offset 5 of `orders-0` unless told otherwise; the topic `orders` has one partition. */
  commit(request: Partial<OffsetCommitRequest> = {}, apiVersion = 9): string[] {
    const errors: string[] = []
    this.coordinator.offsetCommit(
      { groupId: 'shop', memberId: '', topics: [committedTopic('orders', 0)], ...request },
      from(apiVersion),
      (topic, partition) => topic === 'orders' && partition === 0,
      ({ topics }) => {
        for (const { partitions } of topics) {
          errors.push(...partitions.map(({ errorCode }) => errorName(errorCode)))
        }
      },
    )
    return errors
  }

  state(group = 'shop'): string {
    let state = 'no answer'
    this.coordinator.describeGroups(
      { groups: [group], includeAuthorizedOperations: false },
      from(5),
      ({ groups }) => {
        state = groups[0]?.groupState ?? 'not described'
      },
    )
    return state
  }
}

export function committedTopic(name: string, partitionIndex: number, metadata = '') {
  return {
    name,
    partitions: [{ partitionIndex, committedOffset: 5n, committedMetadata: metadata }],
  }
}

export function from(apiVersion: number) {
  return { apiVersion, clientId: 'till', clientHost: '/127.0.0.1' }
}

export function errorName(code: number | undefined): string {
  return code === undefined ? 'no answer' : brokerErrorByCode(code).name
}
