import type { GroupCoordinator } from '../groups/group-coordinator.ts'
import type { ClusterClock } from '../time/cluster-clock.ts'
import type { BrokerRefusal } from './broker-refusal.ts'
import type { ClusterNode } from './cluster-node.ts'
import type { ClusterState } from './cluster-state.ts'
import type { ProduceJournal } from './produce-journal.ts'
import type { Replication } from './replication.ts'
import type { Violation } from './violation.ts'

/** An API with the versions that clients are told of. */
export interface AdvertisedApi {
  readonly apiKey: number
  readonly minVersion: number
  readonly maxVersion: number
}

/** What a handler has beside the request: the cluster, and who asks whom. */
export interface RequestContext {
  readonly state: ClusterState
  readonly groups: GroupCoordinator
  readonly replication: Replication
  readonly clock: ClusterClock
  /** The broker that was asked. */
  readonly node: ClusterNode
  readonly apiVersion: number
  readonly clientId: string | null
  readonly clientHost: string
  readonly autoCreateTopics: boolean
  readonly advertisedApis: readonly AdvertisedApi[]
  /** The error that a fault rule wants in place of the real answer for one partition. */
  injectedRefusal(topic: string, partition: number): BrokerRefusal | undefined
  /** Where handlers write down the batches that they were sent. */
  readonly journal: ProduceJournal
  /** The number of the connection that the request came on. */
  readonly connectionId: number
  /** What a fault rule does to this request. */
  readonly fault: string | undefined
  reportViolation(violation: Violation): void
  /** Calls back when the client goes away before it was answered, so that a waiting handler lets go. */
  onAbandoned(callback: () => void): void
}
