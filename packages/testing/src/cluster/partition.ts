import type { PartitionLog } from './partition-log.ts'

export const NO_LEADER = -1

/** One partition: where it lives, who leads it, and its records. */
export class Partition {
  readonly index: number
  /** Node ids, the preferred leader first. */
  readonly replicas: readonly number[]
  readonly log: PartitionLog
  #inSyncReplicas: readonly number[] = []
  #leader = NO_LEADER
  #leaderEpoch = -1
  #leaderless = false

  constructor(index: number, replicas: readonly number[], log: PartitionLog) {
    this.index = index
    this.replicas = replicas
    this.log = log
  }

  /** The leader's node id, or {@link NO_LEADER}. */
  get leader(): number {
    return this.#leader
  }

  /** Rises with every change of leader (KIP-320). */
  get leaderEpoch(): number {
    return this.#leaderEpoch
  }

  /** Replicas are copied to at once, so each one that is alive is in sync. */
  get inSyncReplicas(): readonly number[] {
    return this.#inSyncReplicas
  }

  /** Follows a change of the nodes that are alive: a leader that is among them stays, else the first replica leads. */
  elect(isAlive: (nodeId: number) => boolean): void {
    const alive = this.replicas.filter(isAlive)
    // With no replica left, the last ones in sync are still listed, as in Kafka.
    if (alive.length > 0) this.#inSyncReplicas = alive
    if (this.#leaderless || alive.includes(this.#leader)) return
    this.lead(alive[0] ?? NO_LEADER)
  }

  /** Nobody leads, and nobody is elected, until {@link Partition.regainLeader} or {@link Partition.lead}. */
  loseLeader(): void {
    if (this.#leader !== NO_LEADER) this.lead(NO_LEADER)
    this.#leaderless = true
  }

  /** The next election may find a leader again. */
  regainLeader(): void {
    this.#leaderless = false
  }

  /** Makes a node the leader under a new epoch. */
  lead(nodeId: number): void {
    this.#leaderless = false
    this.#leader = nodeId
    this.#leaderEpoch++
    this.log.beginEpoch(this.#leaderEpoch)
  }
}
