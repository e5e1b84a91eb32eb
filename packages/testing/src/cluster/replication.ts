import type { ClusterClock, ClusterTimer } from '../time/cluster-clock.ts'
import type { ClusterNode } from './cluster-node.ts'
import type { ClusterState } from './cluster-state.ts'
import type { Partition } from './partition.ts'

/**
 * How followers fetch what leaders append: at once, or some time later. They share the leader's log, so that what they have
 * is no more than a mark in it.
 */
export class Replication {
  readonly #state: ClusterState
  readonly #clock: ClusterClock
  readonly #timers = new Set<ClusterTimer>()
  #delayMs: number

  /** @param delayMs Milliseconds from an append until all replicas in sync have it. */
  constructor(state: ClusterState, clock: ClusterClock, delayMs: number) {
    this.#state = state
    this.#clock = clock
    this.#delayMs = delayMs
  }

  /** For what is appended from now on; 0 also lets followers catch up with what was appended before. */
  setDelay(delayMs: number): void {
    this.#delayMs = delayMs
    if (delayMs > 0) return
    for (const { partitions } of this.#state.topics) {
      for (const { log } of partitions) log.replicatedTo(log.endOffset)
    }
  }

  /** The leader of this partition has appended something. */
  appended(partition: Partition): void {
    const { log, leaderEpoch } = partition
    const { endOffset } = log
    if (endOffset === log.highWatermark) return
    if (this.#delayMs === 0 || partition.inSyncReplicas.length < 2) {
      log.replicatedTo(endOffset)
      return
    }
    const timer = this.#clock.setTimer(this.#delayMs, () => {
      this.#timers.delete(timer)
      const leader = this.#state.node(partition.leader)
      // What another leader took over, or a dead one lost, is no longer this leader's to give.
      if (partition.leaderEpoch === leaderEpoch && leader?.paused === false)
        log.replicatedTo(endOffset)
    })
    this.#timers.add(timer)
  }

  /** Followers fetch again from a leader that was stopped. */
  resumed(node: ClusterNode): void {
    for (const { partitions } of this.#state.topics) {
      for (const partition of partitions) {
        if (partition.leader === node.nodeId) this.appended(partition)
      }
    }
  }

  /** Nothing is replicated any more. */
  close(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers.clear()
  }
}
