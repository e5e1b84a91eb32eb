import { Meter } from './meter.ts'
import { TrafficMeters } from './traffic-meters.ts'

/** Brokers that are remembered; a cluster that renumbers its brokers for ever must not fill the memory. */
const MAX_NODES = 1_000

/** What is counted of connections and of what goes over them. */
export class NetworkMeters {
  readonly connectionsOpened = new Meter()
  readonly connectionsClosed = new Meter()
  readonly traffic = new TrafficMeters()
  readonly #nodes = new Map<number, TrafficMeters>()

  /** By node id. They outlive a broker's leaving the cluster, because one that flaps leaves it each time. */
  get nodes(): ReadonlyMap<number, TrafficMeters> {
    return this.#nodes
  }

  /** The meters of a broker; beyond {@link MAX_NODES} the one that came first is forgotten. */
  node(nodeId: number): TrafficMeters {
    const known = this.#nodes.get(nodeId)
    if (known !== undefined) return known
    const [oldest] = this.#nodes.keys()
    if (oldest !== undefined && this.#nodes.size >= MAX_NODES) this.#nodes.delete(oldest)
    const meters = new TrafficMeters()
    this.#nodes.set(nodeId, meters)
    return meters
  }
}
