import {
  type DeleteGroupsRequest,
  type DeleteGroupsResponse,
  type DescribeGroupsRequest,
  type DescribeGroupsResponse,
  type HeartbeatRequest,
  type HeartbeatResponse,
  type JoinGroupRequest,
  type JoinGroupResponse,
  type LeaveGroupRequest,
  type LeaveGroupResponse,
  type ListGroupsRequest,
  type ListGroupsResponse,
  type OffsetCommitRequest,
  type OffsetCommitResponse,
  type OffsetFetchRequest,
  type OffsetFetchResponse,
  type SyncGroupRequest,
  type SyncGroupResponse,
} from '@headwater/protocol'
import { type ClusterRandom, randomId } from '../cluster/random-id.ts'
import type { ClusterClock } from '../time/cluster-clock.ts'
import { commitOffsets } from './commit-offsets.ts'
import type { CoordinatorContext, GroupRequestContext } from './coordinator-context.ts'
import { deleteGroups } from './delete-groups.ts'
import { describeGroups } from './describe-groups.ts'
import { fetchOffsets } from './fetch-offsets.ts'
import { DEFAULT_GROUP_LIMITS, type GroupLimits } from './group-limits.ts'
import { GroupRegistry } from './group-registry.ts'
import { heartbeat } from './heartbeat.ts'
import { joinGroup } from './join-group.ts'
import { leaveGroup } from './leave-group.ts'
import { listGroups } from './list-groups.ts'
import { Rebalance } from './rebalance.ts'
import { syncGroup } from './sync-group.ts'

export interface GroupCoordinatorDependencies {
  readonly clock: ClusterClock
  /** Where member ids come from. */
  readonly random: ClusterRandom
  /**
   * How long the first rebalance of an empty group waits for more members, in milliseconds. Kafka:
   * `group.initial.rebalance.delay.ms`.
   * @default 0
   */
  readonly initialRebalanceDelayMs?: number
  /** @default DEFAULT_GROUP_LIMITS */
  readonly limits?: Partial<GroupLimits>
}

type Respond<Response> = (response: Response) => void

/**
 * The classic group protocol and the committed offsets of a whole cluster. Which broker a client finds it at is not its
 * business. It does no I/O; each request is answered once through `respond`, JoinGroup and SyncGroup perhaps much later.
 * `respond` must not call back into the coordinator before it returns.
 */
export class GroupCoordinator {
  readonly #context: CoordinatorContext

  constructor(dependencies: GroupCoordinatorDependencies) {
    const { clock, random, initialRebalanceDelayMs = 0 } = dependencies
    const limits = { ...DEFAULT_GROUP_LIMITS, ...dependencies.limits }
    this.#context = {
      clock,
      limits,
      groups: new GroupRegistry(clock, limits.maxGroups),
      rebalance: new Rebalance(initialRebalanceDelayMs),
      newMemberId: (prefix) => `${prefix}-${randomId(random)}`,
    }
  }

  joinGroup(
    request: JoinGroupRequest,
    from: GroupRequestContext,
    respond: Respond<JoinGroupResponse>,
  ): void {
    joinGroup(this.#context, request, from, respond)
  }

  syncGroup(
    request: SyncGroupRequest,
    _from: GroupRequestContext,
    respond: Respond<SyncGroupResponse>,
  ): void {
    syncGroup(this.#context, request, respond)
  }

  heartbeat(
    request: HeartbeatRequest,
    _from: GroupRequestContext,
    respond: Respond<HeartbeatResponse>,
  ): void {
    respond(heartbeat(this.#context, request))
  }

  leaveGroup(
    request: LeaveGroupRequest,
    from: GroupRequestContext,
    respond: Respond<LeaveGroupResponse>,
  ): void {
    respond(leaveGroup(this.#context, request, from.apiVersion))
  }

  /** @param topicExists Whether the cluster has that partition; commits for others are refused. */
  offsetCommit(
    request: OffsetCommitRequest,
    from: GroupRequestContext,
    topicExists: (topic: string, partition: number) => boolean,
    respond: Respond<OffsetCommitResponse>,
  ): void {
    respond(commitOffsets(this.#context, request, from.apiVersion, topicExists))
  }

  offsetFetch(
    request: OffsetFetchRequest,
    from: GroupRequestContext,
    respond: Respond<OffsetFetchResponse>,
  ): void {
    respond(fetchOffsets(this.#context, request, from.apiVersion))
  }

  describeGroups(
    request: DescribeGroupsRequest,
    from: GroupRequestContext,
    respond: Respond<DescribeGroupsResponse>,
  ): void {
    respond(describeGroups(this.#context, request, from.apiVersion))
  }

  listGroups(
    request: ListGroupsRequest,
    _from: GroupRequestContext,
    respond: Respond<ListGroupsResponse>,
  ): void {
    respond(listGroups(this.#context, request))
  }

  deleteGroups(
    request: DeleteGroupsRequest,
    _from: GroupRequestContext,
    respond: Respond<DeleteGroupsResponse>,
  ): void {
    respond(deleteGroups(this.#context, request))
  }

  /** A topic was deleted: so is what was committed for it. */
  forgetTopic(topic: string): void {
    for (const group of this.#context.groups.all) group.offsets.forgetTopic(topic)
  }

  /** The cluster stops: takes every timer back. Requests that are still parked stay unanswered. */
  close(): void {
    for (const group of this.#context.groups.all) group.dispose()
  }
}
