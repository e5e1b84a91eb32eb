import type { ClusterClock } from '../time/cluster-clock.ts'
import type { GroupLimits } from './group-limits.ts'
import type { GroupRegistry } from './group-registry.ts'
import type { Rebalance } from './rebalance.ts'

/** What the APIs of the coordinator work on. */
export interface CoordinatorContext {
  readonly clock: ClusterClock
  readonly groups: GroupRegistry
  readonly rebalance: Rebalance
  readonly limits: GroupLimits
  /** A fresh member id that starts with `prefix`, so that people can tell members apart. */
  newMemberId(prefix: string): string
}

/** What the coordinator must know about a request beside its body. */
export interface GroupRequestContext {
  readonly apiVersion: number
  readonly clientId: string | null
  /** Address of the client as DescribeGroups shows it, such as `/127.0.0.1`. */
  readonly clientHost: string
}
