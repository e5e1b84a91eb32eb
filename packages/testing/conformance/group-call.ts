import {
  findCoordinatorRequest,
  findCoordinatorResponse,
  heartbeatRequest,
  heartbeatResponse,
  type JoinGroupResponse,
  joinGroupRequest,
  joinGroupResponse,
  leaveGroupRequest,
  leaveGroupResponse,
  type SyncGroupResponse,
  syncGroupRequest,
  syncGroupResponse,
} from '@headwater/protocol'
import { type ConformanceCluster, errorName } from './conformance-cluster.ts'
import type { RawClient } from './raw-client.ts'

export const FIND_COORDINATOR = {
  request: findCoordinatorRequest,
  response: findCoordinatorResponse,
}
const JOIN = { request: joinGroupRequest, response: joinGroupResponse }
const SYNC = { request: syncGroupRequest, response: syncGroupResponse }
const HEARTBEAT = { request: heartbeatRequest, response: heartbeatResponse }
export const LEAVE = { request: leaveGroupRequest, response: leaveGroupResponse }

const SESSION_TIMEOUT_MS = 30_000
const REBALANCE_TIMEOUT_MS = 60_000
const FIRST_VERSION_THAT_REQUIRES_A_MEMBER_ID = 4

/** A subscription to no topic (version 0 of Kafka's consumer protocol), with a text as user data. */
export function subscription(userData: string): Buffer {
  const head = Buffer.alloc(10)
  head.writeInt32BE(Buffer.byteLength(userData), 6)
  return Buffer.concat([head, Buffer.from(userData)])
}

export interface JoinTerms {
  readonly memberId?: string
  readonly instanceId?: string | null
  readonly protocolType?: string
  readonly protocols?: readonly string[]
  readonly sessionTimeoutMs?: number
}

/** One consumer of a group on a connection of its own, since the coordinator holds JoinGroup and SyncGroup back. */
export class GroupCaller {
  readonly group: string
  readonly client: RawClient

  constructor(group: string, client: RawClient) {
    this.group = group
    this.client = client
  }

  static async of(cluster: ConformanceCluster, group = cluster.newName()): Promise<GroupCaller> {
    return new GroupCaller(group, await cluster.open(await cluster.coordinatorOf(group)))
  }

  /** Joins with what it is told, once. */
  join(terms: JoinTerms = {}, version = 9): Promise<JoinGroupResponse> {
    const { protocols = ['range'] } = terms
    return this.client.send(JOIN, version, {
      groupId: this.group,
      memberId: terms.memberId ?? '',
      groupInstanceId: terms.instanceId ?? null,
      sessionTimeoutMs: terms.sessionTimeoutMs ?? SESSION_TIMEOUT_MS,
      rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
      protocolType: terms.protocolType ?? 'consumer',
      protocols: protocols.map((name) => ({ name, metadata: subscription(name) })),
    })
  }

  /** Joins as a client does: with the id that it was told to take. */
  async joinAsMember(terms: JoinTerms = {}, version = 9): Promise<JoinGroupResponse> {
    if (version < FIRST_VERSION_THAT_REQUIRES_A_MEMBER_ID) return this.join(terms, version)
    const { memberId } = await this.join(terms, version)
    return this.join({ ...terms, memberId }, version)
  }

  sync(
    generationId: number,
    memberId: string,
    assignments: Readonly<Record<string, string>> = {},
    version = 5,
  ): Promise<SyncGroupResponse> {
    return this.client.send(SYNC, version, {
      groupId: this.group,
      generationId,
      memberId,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: Object.entries(assignments).map(([id, text]) => ({
        memberId: id,
        assignment: Buffer.from(text),
      })),
    })
  }

  async heartbeat(
    generationId: number,
    memberId: string,
    instanceId: string | null = null,
    version = 4,
  ): Promise<string> {
    const body = { groupId: this.group, generationId, memberId, groupInstanceId: instanceId }
    return errorName((await this.client.send(HEARTBEAT, version, body)).errorCode)
  }

  async leave(memberId: string, instanceId: string | null = null): Promise<string[]> {
    const members = [{ memberId, groupInstanceId: instanceId }]
    const answer = await this.client.send(LEAVE, 5, { groupId: this.group, members })
    return (answer.members ?? []).map(({ errorCode }) => errorName(errorCode))
  }
}

/** The only member of a stable group. */
export interface SoleMember {
  readonly caller: GroupCaller
  readonly memberId: string
  readonly generationId: number
}

export async function soleMember(
  cluster: ConformanceCluster,
  terms: JoinTerms = {},
): Promise<SoleMember> {
  const caller = await GroupCaller.of(cluster)
  const joined =
    terms.instanceId === undefined ? await caller.joinAsMember(terms) : await caller.join(terms)
  const { memberId, generationId = -1 } = joined
  const { errorCode } = await caller.sync(generationId, memberId, { [memberId]: 'everything' })
  if (errorCode !== 0) throw new Error(`The member was not let in: ${errorName(errorCode)}`)
  return { caller, memberId, generationId }
}
