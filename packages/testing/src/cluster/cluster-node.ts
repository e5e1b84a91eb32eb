import type { ClusterTimer } from '../time/cluster-clock.ts'
import type { ClusterSnapshot } from './cluster-snapshot.ts'
import type { NodeAddress } from './cluster-view.ts'

/** One broker: where it is, whether it runs, and what ails it. */
export class ClusterNode implements NodeAddress {
  readonly nodeId: number
  readonly host: string
  /** Known when the node listens. */
  port: number
  alive = true
  /** Left out of Metadata although it runs. */
  hidden = false
  /** Its connections are open, and nothing on them is served. */
  paused = false
  /** What it appends and reads fails with `KAFKA_STORAGE_ERROR`. */
  diskFailed = false
  #belief: ClusterSnapshot | undefined
  #beliefTimer: ClusterTimer | undefined

  constructor({ nodeId, host, port }: NodeAddress) {
    this.nodeId = nodeId
    this.host = host
    this.port = port
  }

  /** Whether Metadata lists it; not before it listens. */
  get advertised(): boolean {
    return this.alive && !this.hidden && this.port !== 0
  }

  /** What it takes for the state of the cluster; undefined when that is the truth. */
  get belief(): ClusterSnapshot | undefined {
    return this.#belief
  }

  /** Keeps to a snapshot until `timer` fires {@link ClusterNode.learn}; one that it keeps already stays. */
  believe(snapshot: ClusterSnapshot, timer: ClusterTimer): void {
    this.#beliefTimer?.cancel()
    this.#beliefTimer = timer
    this.#belief ??= snapshot
  }

  /** Knows the truth again. */
  learn(): void {
    this.#beliefTimer?.cancel()
    this.#beliefTimer = undefined
    this.#belief = undefined
  }
}
