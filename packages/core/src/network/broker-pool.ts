import type { Logger } from '../diagnostics/logger.ts'
import type { NetworkEvents } from '../diagnostics/network-events.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { Clock } from '../time/clock.ts'
import type { Random } from '../time/random.ts'
import { type BrokerAddress, formatBrokerAddress } from './broker-address.ts'
import type { BrokerConnection } from './broker-connection.ts'
import { BrokerPeer, type BrokerPeerListener, type PeerDependencies } from './broker-peer.ts'
import { ConnectionSearch } from './connection-search.ts'
import type { NetworkOptions } from './network-options.ts'
import { OutageLogs } from './outage-logs.ts'
import { CLOSE_GRACE_MS } from './request-channel.ts'
import type { Resolver } from './resolver.ts'
import type { SocketFactory } from './socket-factory.ts'
import { SocketRegistry } from './socket-registry.ts'

/** What the sender learns of the brokers that metadata names (not of bootstrap addresses), each from a turn of its own. */
export interface BrokerPoolListener {
  onConnectionReady(nodeId: number): void
  /**
   * A connection has closed and its requests have failed, or a dial has failed: {@link BrokerPool.lastFailure} says why.
   * Ask for the connection again if it is still needed.
   */
  onConnectionClosed(nodeId: number): void
}

/** A broker as metadata names it. */
export interface PoolNode extends BrokerAddress {
  readonly nodeId: number
}

export interface BrokerPoolDependencies {
  readonly options: NetworkOptions
  readonly clock: Clock
  readonly random: Random
  readonly socketFactory: SocketFactory
  readonly resolver: Resolver
  /** Told of each broker that fails, and only so often. */
  readonly logger: Logger
  readonly events: NetworkEvents
  readonly listener: BrokerPoolListener
}

/**
 * How many known brokers one search dials before it turns to the bootstrap addresses: all of a large cluster that was
 * replaced would take too long, and the next search draws others.
 */
const SEARCHED_NODES = 6

/** A request that has waited this long, in milliseconds, makes its connection the last choice for the next one. */
const STALLED_MS = 2_000

/** All connections of one producer: at most one for each broker of the cluster, and one to start from. */
export class BrokerPool {
  readonly #clock: Clock
  readonly #random: Random
  readonly #listener: BrokerPoolListener
  readonly #sockets: SocketRegistry
  readonly #peerDependencies: PeerDependencies
  readonly #peerListener: BrokerPeerListener
  readonly #bootstrapPeers: readonly BrokerPeer[]
  readonly #rebootstraps: boolean
  readonly #peers = new Map<number, BrokerPeer>()
  #search: ConnectionSearch | null = null
  #closing: Promise<void> | null = null

  constructor(dependencies: BrokerPoolDependencies) {
    const { options, clock, random, listener, resolver, logger } = dependencies
    this.#clock = clock
    this.#random = random
    this.#listener = listener
    this.#sockets = new SocketRegistry(dependencies.socketFactory)
    this.#peerDependencies = {
      options,
      clock,
      events: dependencies.events,
      random,
      resolver,
      outageLogs: new OutageLogs(logger, clock),
      socketFactory: this.#sockets,
      clientId: Buffer.from(options.clientId),
      maxResponseSizeBytes: options.maxResponseSizeBytes,
      connectTimeoutMs: options.connectTimeoutMs,
      speaksTls: options.ssl !== false,
    }
    this.#peerListener = {
      onConnected: (peer, connection) => this.#welcome(peer, connection),
      onDialFailed: (peer, failures) => {
        this.#search?.candidateFailed(peer, failures)
        this.#tellClosed(peer)
      },
      onDisconnected: (peer) => this.#tellClosed(peer),
    }
    this.#rebootstraps = options.metadataRecoveryStrategy === 'rebootstrap'
    this.#bootstrapPeers = options.brokers.map((address) => this.#createPeer(-1, address))
  }

  /** Sockets that are dialing, open or closing. */
  get connectionCount(): number {
    return this.#sockets.openCount
  }

  /** Requests on all connections that wait for their answer. */
  get requestsInFlight(): number {
    let count = 0
    for (const peers of [this.#peers.values(), this.#bootstrapPeers]) {
      for (const { connection } of peers) count += connection?.inFlightCount ?? 0
    }
    return count
  }

  /** Takes over the cluster's brokers: connections to those that vanished or moved are closed, their requests fail. */
  updateNodes(nodes: readonly PoolNode[]): void {
    if (this.#closing !== null) return
    const kept = new Map(nodes.map((node) => [node.nodeId, node]))
    for (const [nodeId, peer] of this.#peers) {
      const node = kept.get(nodeId)
      if (node?.host === peer.address.host && node.port === peer.address.port) kept.delete(nodeId)
      else this.#removePeer(peer)
    }
    for (const [nodeId, { host, port }] of kept) {
      this.#peers.set(nodeId, this.#createPeer(nodeId, { host, port }))
    }
  }

  /**
   * Forgets all brokers and starts again from the bootstrap addresses, resolved afresh (KIP-899, KIP-1102), unless the
   * strategy is `'none'`.
   */
  rebootstrap(): void {
    if (!this.#rebootstraps) return
    this.updateNodes([])
    for (const peer of this.#bootstrapPeers) peer.connection?.close('told to bootstrap again')
  }

  /**
   * The connection to that broker if it is ready. If not, it is dialed unless that is under way, at once or after the
   * backoff; the listener learns how it ends. Allocates nothing while a connection is there or under way.
   *
   * @returns `null` while there is none, and for a broker that metadata does not name.
   */
  connection(nodeId: number): BrokerConnection | null {
    const peer = this.#peers.get(nodeId)
    if (peer === undefined) return null
    const connection = peer.connection
    if (connection === null) peer.connect()
    return connection
  }

  /** Whether metadata names that broker; one that it does not name is not dialled. */
  knows(nodeId: number): boolean {
    return this.#peers.has(nodeId)
  }

  /** Why that broker could not be reached the last time; `null` when it could, or was never tried. */
  lastFailure(nodeId: number): ProducerError | null {
    return this.#peers.get(nodeId)?.lastFailure ?? null
  }

  /**
   * A ready connection to any broker, the least loaded one. Without one, a few known brokers and then every bootstrap
   * address are tried for one round, which all callers share; addresses that failed lately are waited for. A broker that has
   * kept a request for two seconds is only turned to when no other can be reached.
   *
   * @throws {ProducerError} `BROKERS_UNREACHABLE` with every address tried and why, or what was wrong with all of them
   *   (`TLS_FAILED`, `UNSUPPORTED_VERSION`, …). `PRODUCER_CLOSED`: {@link BrokerPool.close} was called.
   */
  anyConnection(): Promise<BrokerConnection> {
    if (this.#closing !== null) return Promise.reject(closedError())
    const ready = this.#leastLoaded()
    if (ready === null) return this.#searchAmong(this.#candidates())
    const others = isStalled(ready) ? this.#candidates().filter((peer) => !peer.connection) : []
    if (others.length === 0) return Promise.resolve(ready)
    return this.#searchAmong(others).catch((error) => {
      if (ready.isOpen) return ready
      throw error
    })
  }

  /** The round that is under way, or a new one. */
  #searchAmong(candidates: readonly BrokerPeer[]): Promise<BrokerConnection> {
    if (this.#search === null) {
      const search = new ConnectionSearch(candidates, this.#clock)
      const forget = () => {
        if (this.#search === search) this.#search = null
      }
      this.#search = search
      search.promise.then(forget, forget)
      search.start()
    }
    return this.#search.promise
  }

  /**
   * Closes every socket at once and dials no more. Resolves when all have closed, at the latest after 250 ms. Requests in
   * flight fail; closing again waits for the same end.
   */
  close(): Promise<void> {
    if (this.#closing !== null) return this.#closing
    let finish = () => {}
    this.#closing = new Promise((resolve) => {
      finish = resolve
    })
    const timer = this.#clock.setTimer(CLOSE_GRACE_MS, finish)
    for (const peer of [...this.#peers.values(), ...this.#bootstrapPeers]) {
      peer.close('the producer is closing')
    }
    this.#search?.fail(closedError())
    this.#sockets.whenNoneOpen(() => {
      timer.cancel()
      finish()
    })
    return this.#closing
  }

  #createPeer(nodeId: number, address: BrokerAddress): BrokerPeer {
    return new BrokerPeer(this.#peerDependencies, nodeId, address, this.#peerListener)
  }

  #removePeer(peer: BrokerPeer): void {
    this.#peers.delete(peer.nodeId)
    peer.close('the broker has left the cluster or moved')
    this.#search?.drop(peer)
  }

  #welcome(peer: BrokerPeer, connection: BrokerConnection): void {
    const search = this.#search
    search?.succeed(connection)
    if (peer.nodeId >= 0) {
      this.#closeQuietBootstrap()
      this.#listener.onConnectionReady(peer.nodeId)
    } else if (search === null) {
      connection.close('another broker answered first')
    }
  }

  #tellClosed(peer: BrokerPeer): void {
    if (peer.nodeId >= 0) this.#listener.onConnectionClosed(peer.nodeId)
  }

  /** The address that the cluster was found at is one of its brokers, seen twice: one socket for each is enough. */
  #closeQuietBootstrap(): void {
    for (const { connection } of this.#bootstrapPeers) {
      if (connection?.inFlightCount === 0) connection.close('the brokers are known')
    }
  }

  #leastLoaded(): BrokerConnection | null {
    let best: BrokerConnection | null = null
    let bestLoad = Number.POSITIVE_INFINITY
    for (const peers of [this.#peers.values(), this.#bootstrapPeers]) {
      for (const { connection } of peers) {
        if (connection === null) continue
        const load = connection.inFlightCount + (isStalled(connection) ? 1e6 : 0)
        if (load < bestLoad) {
          best = connection
          bestLoad = load
        }
      }
    }
    return best
  }

  /** Who is asked in which order: known brokers, those that may be dialed now first, then where we started from. */
  #candidates(): BrokerPeer[] {
    const known = shuffled([...this.#peers.values()], this.#random)
      .sort((one, other) => this.#waitMs(one) - this.#waitMs(other))
      .slice(0, SEARCHED_NODES)
    if (!this.#rebootstraps && known.length > 0) return known
    const covered = new Set(known.map((peer) => formatBrokerAddress(peer.address)))
    const bootstrap = this.#bootstrapPeers.filter(
      (peer) => !covered.has(formatBrokerAddress(peer.address)),
    )
    return [...known, ...bootstrap]
  }

  #waitMs(peer: BrokerPeer): number {
    return Math.max(0, peer.redialAtMs - this.#clock.now())
  }
}

function isStalled(connection: BrokerConnection): boolean {
  return connection.oldestWaitMs >= STALLED_MS
}

function closedError(): ProducerError {
  return new ProducerError('PRODUCER_CLOSED', 'The producer is closed')
}

/** Fisher and Yates: every order is as likely as any other. */
function shuffled<T>(items: T[], random: Random): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const drawn = Math.floor(random.next() * (last + 1))
    const swapped = items[last]
    const chosen = items[drawn]
    if (swapped === undefined || chosen === undefined) break
    items[last] = chosen
    items[drawn] = swapped
  }
  return items
}
