import type { PartitionProduceResponse } from '@headwater/protocol'
import { BrokerRefusal } from '../cluster/broker-refusal.ts'
import type { Partition } from '../cluster/partition.ts'
import type { RequestContext } from '../cluster/request-context.ts'
import type { Topic } from '../cluster/topic.ts'
import { waitForData } from './wait-for-data.ts'

/** An append with `acks` all that its followers do not have yet. */
export interface PendingAppend {
  readonly topic: Topic
  readonly partition: Partition
  /** The followers have it when the high watermark is here. */
  readonly endOffset: number
  /** Of the leader that appended it. */
  readonly leaderEpoch: number
}

/** By the answers that they hold up. */
export type PendingAppends = Map<PartitionProduceResponse, PendingAppend>

/** Calls `finish` when each of the appends is replicated or cannot be any more, at the latest after `timeoutMs`. */
export function awaitReplicas(
  pending: PendingAppends,
  timeoutMs: number,
  context: RequestContext,
  finish: () => void,
): void {
  const appends = [...pending.values()]
  waitForData(context, {
    logs: appends.map(({ partition }) => partition.log),
    maxWaitMs: timeoutMs,
    look: () => appends.every(isDecided),
    isEnough: (decided) => decided,
    finish,
  })
}

/** What the leader answers although it has appended the batch; undefined when all is well. */
export function refusalAfterAppend(append: PendingAppend): BrokerRefusal | undefined {
  const { topic, partition, endOffset } = append
  if (hasLostLeader(append)) {
    return new BrokerRefusal(
      'NOT_LEADER_OR_FOLLOWER',
      'The leader changed before it was replicated',
    )
  }
  if (partition.log.highWatermark < endOffset) {
    return new BrokerRefusal('REQUEST_TIMED_OUT', 'The followers did not fetch it in time')
  }
  const inSync = partition.inSyncReplicas.length
  if (inSync >= topic.config.minInsyncReplicas) return undefined
  const message = `Only ${inSync} replicas were in sync when it was replicated`
  return new BrokerRefusal('NOT_ENOUGH_REPLICAS_AFTER_APPEND', message)
}

function isDecided(append: PendingAppend): boolean {
  return hasLostLeader(append) || append.partition.log.highWatermark >= append.endOffset
}

function hasLostLeader({ partition, leaderEpoch }: PendingAppend): boolean {
  return partition.leaderEpoch !== leaderEpoch
}
