import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterRandom } from '../cluster/random-id.ts'
import { seededRandom } from '../cluster/seeded-random.ts'
import type { ClusterClock } from '../time/cluster-clock.ts'
import { type CutOptions, LinkCut } from './link-cut.ts'
import { type FlapOptions, LinkFlapping } from './link-flapping.ts'
import type { LinkMatch } from './link-match.ts'
import { LinkRules } from './link-rules.ts'
import type { LinkSettings } from './link-settings.ts'
import { Links } from './links.ts'
import { MemoryConnection } from './memory-connection.ts'
import type { MemorySocket, MemorySocketListener, MemorySocketTarget } from './memory-socket.ts'

/** How many dials are remembered; the oldest are forgotten first. */
export const REMEMBERED_DIALS = 10_000
const DEFAULT_SEED = 1

/**
 * How the network behaves as long as nobody says otherwise, and where the chances of its jitter come from.
 *
 * @public
 */
export interface MemoryNetworkOptions extends Partial<LinkSettings> {
  /** @default a sequence that is always the same */
  readonly random?: ClusterRandom
}

/**
 * A dial that a client made, whatever came of it.
 *
 * @public
 */
export interface MemoryDial {
  /** Counts the dials from 1. */
  readonly connection: number
  readonly port: number
  /** The node that has this port, if one does. */
  readonly node: number | undefined
  /** Monotonic milliseconds of the clock. */
  readonly time: number
}

/**
 * Connects clients with a cluster in memory, in the time of `clock`; it fits the producer's `SocketFactory` by shape. Bytes
 * arrive in order, and everything a client is told, it is told in a turn of its own.
 *
 * @throws {RangeError} for an impossible setting.
 * @public
 */
export function createMemoryNetwork(
  cluster: Cluster,
  clock: ClusterClock,
  options: MemoryNetworkOptions = {},
): MemoryNetwork {
  return new MemoryNetwork(cluster, clock, options)
}

/**
 * The links between clients and the brokers of a cluster in memory, and what is wrong with them.
 *
 * @public
 */
export class MemoryNetwork {
  readonly #cluster: Cluster
  readonly #clock: ClusterClock
  readonly #random: ClusterRandom
  readonly #rules: LinkRules
  readonly #connections = new Set<MemoryConnection>()
  readonly #cuts = new Set<LinkCut>()
  readonly #flappings = new Set<LinkFlapping>()
  #dials: MemoryDial[] = []
  #dialled = 0

  /** For {@link createMemoryNetwork}. */
  constructor(cluster: Cluster, clock: ClusterClock, options: MemoryNetworkOptions) {
    const { random = seededRandom(DEFAULT_SEED), ...settings } = options
    this.#cluster = cluster
    this.#clock = clock
    this.#random = random
    this.#rules = new LinkRules(settings)
  }

  // A field, so that the network can be handed on as a socket factory or its function alone.
  readonly connect = (
    { port }: MemorySocketTarget,
    listener: MemorySocketListener,
  ): MemorySocket => {
    const id = ++this.#dialled
    const node = this.#cluster.state.nodes.find((candidate) => candidate.port === port)?.nodeId
    this.#remember({ connection: id, port, node, time: this.#clock.now() })
    const connection = new MemoryConnection(
      {
        cluster: this.#cluster,
        clock: this.#clock,
        random: this.#random,
        rules: this.#rules,
        node,
        port,
        id,
        onClosed: (closed) => this.#connections.delete(closed),
      },
      listener,
    )
    this.#connections.add(connection)
    for (const cut of this.#cuts) connection.arm(cut)
    return connection
  }

  /** Links to change: `network.links({ node: 2 }).set({ latencyMs: 200 })`. */
  links(match: LinkMatch = {}): Links {
    return new Links(match, this.#rules, () => this.#rulesChanged())
  }

  /**
   * Breaks connections that match: all that are open, now; or with `afterBytes` the first one on which so many more bytes have
   * arrived in one direction, and no other.
   */
  cut(match: LinkMatch = {}, options: CutOptions = {}): LinkCut {
    const cut = new LinkCut(match, options, (done) => this.#cuts.delete(done))
    if (options.afterBytes === undefined) {
      for (const connection of [...this.#connections]) connection.breakNow(cut)
      return cut
    }
    this.#cuts.add(cut)
    for (const connection of this.#connections) connection.arm(cut)
    return cut
  }

  /** Lets links go down and up until it is stopped: down, connections break and dials are refused. */
  flap(match: LinkMatch, options: FlapOptions): LinkFlapping {
    const links = this.links(match)
    const down = (): void => {
      links.set({ refuse: true })
      this.cut(match)
    }
    const up = (): void => links.set({ refuse: false })
    const stopped = (): boolean => this.#flappings.delete(flapping)
    const flapping = new LinkFlapping({ down, up, stopped }, this.#clock, options)
    this.#flappings.add(flapping)
    return flapping
  }

  /** Takes back everything: links are as at the start, cuts and flapping are over. What was held up arrives. */
  heal(): void {
    for (const flapping of [...this.#flappings]) flapping.stop()
    for (const cut of [...this.#cuts]) cut.remove()
    this.#rules.clear()
    this.#rulesChanged()
  }

  /** The last 10,000 dials, oldest first. */
  get dials(): readonly MemoryDial[] {
    return this.#dials.slice(-REMEMBERED_DIALS)
  }

  #rulesChanged(): void {
    for (const connection of [...this.#connections]) connection.rulesChanged()
  }

  #remember(dial: MemoryDial): void {
    this.#dials.push(dial)
    if (this.#dials.length >= REMEMBERED_DIALS * 2)
      this.#dials = this.#dials.slice(-REMEMBERED_DIALS)
  }
}
