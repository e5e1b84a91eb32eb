import type { BrokerErrorName, JoinGroupRequest, JoinGroupResponse } from '@headwater/protocol'
import type { CoordinatorContext, GroupRequestContext } from './coordinator-context.ts'
import type { Group } from './group.ts'
import { GroupMember, type MemberTerms, metadataBytes, refusedJoin } from './group-member.ts'
import { checkMember } from './member-check.ts'
import { joinedResponse } from './rebalance.ts'

/** From this version a new member is told its id first and joins with it in a second request (KIP-394). */
const MEMBER_ID_REQUIRED_FROM = 4
/** From this version a leader can be told to keep the assignment as it is (KIP-814). */
const SKIP_ASSIGNMENT_FROM = 9
/** Before this version the protocol's name cannot be null. */
const NULL_PROTOCOL_NAME_FROM = 7

/** One JoinGroup under way. */
interface Join {
  readonly request: JoinGroupRequest
  readonly from: GroupRequestContext
  readonly terms: MemberTerms
  readonly respond: (response: JoinGroupResponse) => void
}

/** JoinGroup: makes the caller a member; answered when the generation is complete. */
export function joinGroup(
  coordinator: CoordinatorContext,
  request: JoinGroupRequest,
  from: GroupRequestContext,
  respond: (response: JoinGroupResponse) => void,
): void {
  const join = { request, from, terms: termsOf(request), respond: writable(respond, from) }
  const { groupId, memberId } = request
  const refusal = checkRequest(coordinator, join)
  if (refusal !== undefined) return join.respond(refusedJoin(refusal, memberId))
  const isNew = memberId === ''
  const group = isNew ? coordinator.groups.findOrCreate(groupId) : coordinator.groups.find(groupId)
  if (group === undefined) {
    const error = isNew ? 'GROUP_MAX_SIZE_REACHED' : 'UNKNOWN_MEMBER_ID'
    return join.respond(refusedJoin(error, memberId))
  }
  if (!group.supports(request.protocolType, join.terms.protocols)) {
    return join.respond(refusedJoin('INCONSISTENT_GROUP_PROTOCOL', memberId))
  }
  if (!hasRoomFor(coordinator, group, join)) {
    return join.respond(refusedJoin('UNKNOWN_SERVER_ERROR', memberId))
  }
  if (isNew) joinAsNew(coordinator, group, join)
  else joinAsKnown(coordinator, group, join)
}

function writable(respond: Join['respond'], { apiVersion }: GroupRequestContext): Join['respond'] {
  if (apiVersion >= NULL_PROTOCOL_NAME_FROM) return respond
  return (response) => respond({ ...response, protocolName: response.protocolName ?? '' })
}

function termsOf(request: JoinGroupRequest): MemberTerms {
  const { sessionTimeoutMs, rebalanceTimeoutMs = -1, protocols } = request
  return {
    sessionTimeoutMs,
    rebalanceTimeoutMs: rebalanceTimeoutMs < 0 ? sessionTimeoutMs : rebalanceTimeoutMs,
    // Copied: the decoded bytes are a view on the request's frame, and a group lives long.
    protocols: protocols.map(({ name, metadata }) => ({
      name,
      metadata: new Uint8Array(metadata),
    })),
  }
}

function checkRequest(coordinator: CoordinatorContext, join: Join): BrokerErrorName | undefined {
  const { minSessionTimeoutMs, maxSessionTimeoutMs } = coordinator.limits
  const { sessionTimeoutMs } = join.terms
  if (join.request.groupId === '') return 'INVALID_GROUP_ID'
  if (sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs) {
    return 'INVALID_SESSION_TIMEOUT'
  }
  return undefined
}

/** Whether what the member says fits beside what the others said; Apache Kafka names the lack of room as here. */
function hasRoomFor({ limits }: CoordinatorContext, group: Group, join: Join): boolean {
  const { memberId, groupInstanceId = null } = join.request
  const ownId = groupInstanceId === null ? memberId : group.staticMemberId(groupInstanceId)
  const others = group.members.filter(({ identity }) => identity.id !== ownId)
  const bytes = others.reduce((sum, { terms }) => sum + metadataBytes(terms), 0)
  return bytes + metadataBytes(join.terms) <= limits.maxMetadataBytes
}

function joinAsNew(coordinator: CoordinatorContext, group: Group, join: Join): void {
  const instanceId = join.request.groupInstanceId ?? null
  const memberId = coordinator.newMemberId(instanceId ?? join.from.clientId ?? '')
  const predecessorId = instanceId === null ? undefined : group.staticMemberId(instanceId)
  const predecessor = predecessorId === undefined ? undefined : group.member(predecessorId)
  if (predecessor !== undefined)
    return replaceStatic(coordinator, group, predecessor, memberId, join)
  if (group.size >= coordinator.limits.maxGroupSize) {
    return join.respond(refusedJoin('GROUP_MAX_SIZE_REACHED', ''))
  }
  if (instanceId === null && join.from.apiVersion >= MEMBER_ID_REQUIRED_FROM) {
    const expiry = coordinator.clock.setTimer(join.terms.sessionTimeoutMs, () => {
      group.removePending(memberId)
      if (group.state === 'PreparingRebalance') coordinator.rebalance.membershipChanged(group)
    })
    group.addPending(memberId, expiry)
    return join.respond(refusedJoin('MEMBER_ID_REQUIRED', memberId))
  }
  addMember(coordinator, group, memberId, join)
}

function addMember(
  coordinator: CoordinatorContext,
  group: Group,
  memberId: string,
  join: Join,
): void {
  const member = newMember(coordinator, memberId, join)
  group.add(member, join.request.protocolType)
  member.parkJoin(join.respond)
  coordinator.rebalance.keepNewMember(group, member)
  coordinator.rebalance.membershipChanged(group)
}

function newMember({ clock }: CoordinatorContext, id: string, join: Join): GroupMember {
  const { clientId, clientHost } = join.from
  const instanceId = join.request.groupInstanceId ?? null
  return new GroupMember(
    clock,
    { id, instanceId, clientId: clientId ?? '', clientHost },
    join.terms,
  )
}

/** A static member restarted: no rebalance, unless its strategies change the group's choice (KIP-345). */
function replaceStatic(
  coordinator: CoordinatorContext,
  group: Group,
  predecessor: GroupMember,
  memberId: string,
  join: Join,
): void {
  const oldLeaderId = group.leaderId ?? ''
  const successor = newMember(coordinator, memberId, join)
  group.replace(predecessor, successor)
  predecessor.refuseJoin('FENCED_INSTANCE_ID')
  predecessor.refuseSync('FENCED_INSTANCE_ID')
  successor.settleIn()
  coordinator.rebalance.keepSession(group, successor)
  if (group.state !== 'Stable' || group.selectProtocol() !== group.protocolName) {
    successor.parkJoin(join.respond)
    return coordinator.rebalance.membershipChanged(group)
  }
  const response = joinedResponse(group, successor)
  if (join.from.apiVersion < SKIP_ASSIGNMENT_FROM) {
    // A client that cannot skip the assignment must not take itself for the leader: it would compute a new one.
    return join.respond({ ...response, leader: oldLeaderId, members: [] })
  }
  join.respond({ ...response, skipAssignment: group.leaderId === memberId })
}

function joinAsKnown(coordinator: CoordinatorContext, group: Group, join: Join): void {
  const { memberId, groupInstanceId = null } = join.request
  if (group.isPending(memberId) && groupInstanceId === null) {
    return addMember(coordinator, group, memberId, join)
  }
  const member = checkMember(group, join.request)
  if (typeof member === 'string') return join.respond(refusedJoin(member, memberId))
  const isLeader = group.leaderId === memberId
  const hasSameTerms = member.offers(join.terms.protocols)
  const isRetry =
    hasSameTerms &&
    (group.state === 'CompletingRebalance' || (group.state === 'Stable' && !isLeader))
  // A leader that joins a stable group wants a new assignment, for partitions were added, say.
  if (isRetry) return join.respond(joinedResponse(group, member))
  member.renew(join.terms)
  member.parkJoin(join.respond)
  coordinator.rebalance.membershipChanged(group)
}
