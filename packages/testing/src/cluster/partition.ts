import type { PartitionLog } from './partition-log.ts'

export const NO_LEADER = -1

/** What becomes of records that only the old leader is known to have, when another takes over. */
export type UnreplicatedTail = 'kept' | 'lost'

/** One partition: where it lives, who leads it, and its records. */
export class Partition {
  readonly index: number
  /** Node ids, the preferred leader first. */
  readonly replicas: readonly number[]
  readonly log: PartitionLog
  #inSyncReplicas: readonly number[] = []
  // The only ones that may be in sync, where a test says so.
  #caughtUp: readonly number[]
  #leader = NO_LEADER
  #leaderEpoch = -1
  #leaderless = false

  constructor(index: number, replicas: readonly number[], log: PartitionLog) {
    this.index = index
    this.replicas = replicas
    this.log = log
    this.#caughtUp = replicas
  }

  /** The leader's node id, or {@link NO_LEADER}. */
  get leader(): number {
    return this.#leader
  }

  /** Rises with every change of leader (KIP-320). */
  get leaderEpoch(): number {
    return this.#leaderEpoch
  }

  /** Each replica that is alive, unless a test has taken it out with {@link Partition.keepInSync}. */
  get inSyncReplicas(): readonly number[] {
    return this.#inSyncReplicas
  }

  /**
   * Follows a change of the nodes that are alive: a leader that is among them and in sync stays, else the first such replica
   * leads. Where none is left, nobody does: Kafka's unclean election is off.
   */
  elect(isAlive: (nodeId: number) => boolean, tail: UnreplicatedTail = 'kept'): void {
    const inSync = this.replicas.filter(
      (nodeId) => isAlive(nodeId) && this.#caughtUp.includes(nodeId),
    )
    // With no replica left, the last ones in sync are still listed, as in Kafka.
    if (inSync.length > 0) this.#inSyncReplicas = inSync
    if (!this.#leaderless && !inSync.includes(this.#leader)) this.lead(inSync[0] ?? NO_LEADER, tail)
    // A leader without followers in sync waits for nobody.
    if (this.#inSyncReplicas.length === 1) this.log.replicatedTo(this.log.endOffset)
  }

  /** From now on only these replicas can be in sync; the next election looks at them. */
  keepInSync(nodeIds: readonly number[]): void {
    this.#caughtUp = nodeIds
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
  lead(nodeId: number, tail: UnreplicatedTail = 'kept'): void {
    this.#leaderless = false
    this.#leader = nodeId
    // Before the log tells its readers: an append that waits for its followers has lost its leader first.
    this.#leaderEpoch++
    if (tail === 'lost') this.log.loseUnreplicated()
    else this.log.replicatedTo(this.log.endOffset)
    this.log.beginEpoch(this.#leaderEpoch)
  }
}
