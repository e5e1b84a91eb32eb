import type { Group } from './group.ts'
import type { GroupMember } from './group-member.ts'

/** Who a request says it comes from. */
export interface ClaimedMember {
  readonly memberId: string
  readonly groupInstanceId?: string | null
}

/**
 * Finds the member that a request speaks for.
 * @returns The member, or Kafka's name of the error: `FENCED_INSTANCE_ID` when another process took over the static member,
 *   `UNKNOWN_MEMBER_ID` when it is not (or no longer) a member.
 */
export function checkMember(
  group: Group,
  claimed: ClaimedMember,
): GroupMember | 'FENCED_INSTANCE_ID' | 'UNKNOWN_MEMBER_ID' {
  const instanceId = claimed.groupInstanceId ?? null
  if (instanceId !== null) {
    const ownerId = group.staticMemberId(instanceId)
    if (ownerId === undefined) return 'UNKNOWN_MEMBER_ID'
    if (ownerId !== claimed.memberId) return 'FENCED_INSTANCE_ID'
  }
  return group.member(claimed.memberId) ?? 'UNKNOWN_MEMBER_ID'
}
