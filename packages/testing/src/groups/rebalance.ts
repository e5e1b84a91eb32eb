import type { JoinGroupResponse } from '@headwater/protocol'
import type { Group } from './group.ts'
import { type GroupMember, NO_ASSIGNMENT } from './group-member.ts'

/**
 * Apache Kafka's bound on a JoinGroup of a member that does not know its id yet. Such a member cannot send heartbeats, and
 * a client that retries on a new connection would otherwise leave one defunct member behind each time.
 */
const NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000

/** A group of silent static members asks again after this at least; their rebalance timeout may be 0. */
const SHORTEST_POSTPONEMENT_MS = 1_000

/**
 * Takes a group from one generation to the next: waits until everybody has joined (or ran out of time), names a leader,
 * waits for its assignment. Runs on every change of membership.
 */
export class Rebalance {
  readonly #initialDelayMs: number

  constructor(initialDelayMs: number) {
    this.#initialDelayMs = initialDelayMs
  }

  /** A member came, left or changed its terms: starts a rebalance, or ends the waiting of the one under way. */
  membershipChanged(group: Group): void {
    if (group.state === 'PreparingRebalance') {
      // The first rebalance of an empty group ends by time alone, so that more members can take part in it (KIP-134).
      if (group.previousState !== 'Empty' && group.haveAllJoined) this.#completeJoin(group)
    } else if (group.state !== 'Dead') {
      this.start(group)
    }
  }

  start(group: Group): void {
    if (group.state === 'CompletingRebalance') {
      for (const member of group.members) {
        member.assign(NO_ASSIGNMENT)
        member.refuseSync('REBALANCE_IN_PROGRESS')
        this.keepSession(group, member)
      }
    }
    group.syncDeadline.cancel()
    const wasEmpty = group.state === 'Empty'
    group.transitionTo('PreparingRebalance')
    if (wasEmpty) {
      this.#awaitFirstMembers(group, group.rebalanceTimeoutMs)
    } else if (group.haveAllJoined) {
      this.#completeJoin(group)
    } else {
      group.joinDeadline.set(group.rebalanceTimeoutMs, () => this.#completeJoin(group))
    }
  }

  /** Heard of the member: its session starts anew. */
  keepSession(group: Group, member: GroupMember): void {
    this.#expectSignOfLife(group, member, member.terms.sessionTimeoutMs)
  }

  /** Gives a new member time to learn its id. */
  keepNewMember(group: Group, member: GroupMember): void {
    this.#expectSignOfLife(group, member, NEW_MEMBER_JOIN_TIMEOUT_MS)
  }

  /** Drops a member and answers what it has parked, so that a client that is still there joins again. */
  removeMember(group: Group, member: GroupMember): void {
    group.remove(member)
    member.refuseJoin('UNKNOWN_MEMBER_ID', '')
    member.refuseSync('UNKNOWN_MEMBER_ID')
  }

  /** Hands the leader's assignment to everybody; a member that it forgot gets an empty one. */
  completeSync(group: Group, assignments: ReadonlyMap<string, Uint8Array>): void {
    group.transitionTo('Stable')
    for (const member of group.members) {
      member.assign(assignments.get(member.identity.id) ?? NO_ASSIGNMENT)
      member.answerSync({
        errorCode: 0,
        protocolType: group.protocolType,
        protocolName: group.protocolName,
        assignment: member.assignment,
      })
      this.keepSession(group, member)
    }
  }

  #expectSignOfLife(group: Group, member: GroupMember, withinMs: number): void {
    member.session.set(withinMs, () => {
      if (member.isExcusedFromHeartbeats) return
      this.removeMember(group, member)
      this.membershipChanged(group)
    })
  }

  /** Waits the initial delay again and again while new members keep coming, `remainingMs` at most. */
  #awaitFirstMembers(group: Group, remainingMs: number): void {
    const seen = group.members.length
    const delayMs = Math.min(this.#initialDelayMs, remainingMs)
    group.joinDeadline.set(delayMs, () => {
      const rest = remainingMs - delayMs
      if (group.members.length > seen && rest > 0 && delayMs > 0) {
        this.#awaitFirstMembers(group, rest)
      } else {
        this.#completeJoin(group)
      }
    })
  }

  #completeJoin(group: Group): void {
    group.joinDeadline.cancel()
    for (const member of group.members) {
      // A static member may be restarting: it keeps its place until its session ends (KIP-345).
      if (!member.isAwaitingJoin && member.identity.instanceId === null) group.remove(member)
    }
    if (group.members.length > 0 && !group.electJoinedLeader()) {
      const delayMs = Math.max(group.rebalanceTimeoutMs, SHORTEST_POSTPONEMENT_MS)
      return group.joinDeadline.set(delayMs, () => this.#completeJoin(group))
    }
    group.startNextGeneration()
    if (group.state === 'Empty') return
    group.syncDeadline.set(group.rebalanceTimeoutMs, () => this.#expireSyncs(group))
    for (const member of group.members) {
      member.answerJoin(joinedResponse(group, member))
      member.settleIn()
      this.keepSession(group, member)
    }
  }

  /** Drops whoever joined and never asked for its assignment (KAFKA-9752). */
  #expireSyncs(group: Group): void {
    for (const memberId of [...group.awaitedSyncs]) {
      const member = group.member(memberId)
      if (member !== undefined) this.removeMember(group, member)
    }
    this.start(group)
  }
}

/** The answer of the present generation; only the leader learns who the members are. */
export function joinedResponse(group: Group, member: GroupMember): JoinGroupResponse {
  const protocolName = group.protocolName
  const isLeader = group.leaderId === member.identity.id
  return {
    errorCode: 0,
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName,
    leader: group.leaderId ?? '',
    memberId: member.identity.id,
    members: isLeader ? memberList(group, protocolName ?? '') : [],
  }
}

function memberList(group: Group, protocolName: string) {
  return group.members.map((member) => ({
    memberId: member.identity.id,
    groupInstanceId: member.identity.instanceId,
    metadata: member.metadataFor(protocolName),
  }))
}
