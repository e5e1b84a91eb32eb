/** What a group may become next. The names are those that DescribeGroups and ListGroups report. */
export const NEXT_GROUP_STATES = {
  Empty: ['PreparingRebalance', 'Dead'],
  PreparingRebalance: ['CompletingRebalance', 'Empty', 'Dead'],
  CompletingRebalance: ['Stable', 'PreparingRebalance', 'Dead'],
  Stable: ['PreparingRebalance', 'Dead'],
  Dead: [],
} as const satisfies Record<string, readonly string[]>

/**
 * Where a classic group is in its life:
 * `Empty`: no members, perhaps offsets; `PreparingRebalance`: waiting for its members to join; `CompletingRebalance`: waiting
 * for the leader's assignment; `Stable`: every member knows its partitions; `Dead`: deleted.
 */
export type GroupState = keyof typeof NEXT_GROUP_STATES
