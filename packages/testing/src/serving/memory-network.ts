import type { BrokerConnection } from '../cluster/broker-connection.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterClock } from '../time/cluster-clock.ts'
import { OneWayLink } from './one-way-link.ts'

const CLIENT_HOST = '/memory'

/**
 * What a client's socket tells its owner; the producer's `SocketListener` by shape.
 *
 * @public
 */
export interface MemorySocketListener {
  onConnect(): void
  onData(chunk: Buffer): void
  onError(error: Error): void
  onClose(): void
}

/** A client's end of a connection; the producer's `ClientSocket` by shape. */
export interface MemorySocket {
  write(parts: readonly Uint8Array[]): void
  /** Always 0: what is written has left. */
  readonly bufferedBytes: number
  destroy(): void
}

/**
 * Where to dial: the producer's `SocketTarget`, of which only the port matters here.
 *
 * @public
 */
export interface MemorySocketTarget {
  readonly host: string
  readonly address: string
  readonly port: number
}

/**
 * Dials brokers of a cluster in memory; the producer's `SocketFactory` by shape.
 *
 * @public
 */
export interface MemoryNetwork {
  connect(target: MemorySocketTarget, listener: MemorySocketListener): MemorySocket
}

/**
 * How the network behaves.
 *
 * @public
 */
export interface MemoryNetworkOptions {
  /** Milliseconds that bytes travel, each way. A connection takes as long to open. @default 0 */
  readonly latencyMs?: number
}

/**
 * Connects clients with a cluster in memory, in the time of `clock`. Bytes arrive whole and in order; everything a client
 * is told, it is told in a turn of its own.
 *
 * @public
 */
export function createMemoryNetwork(
  cluster: Cluster,
  clock: ClusterClock,
  options: MemoryNetworkOptions = {},
): MemoryNetwork {
  const { latencyMs = 0 } = options
  return {
    connect: ({ port }, listener) =>
      new MemoryConnection(cluster, port, listener, { clock, latencyMs }),
  }
}

interface Travel {
  readonly clock: ClusterClock
  readonly latencyMs: number
}

class MemoryConnection implements MemorySocket {
  readonly bufferedBytes = 0
  readonly #listener: MemorySocketListener
  readonly #toBroker: OneWayLink
  readonly #toClient: OneWayLink
  #broker: BrokerConnection | undefined
  #state: 'dialling' | 'open' | 'closing' | 'closed' = 'dialling'

  constructor(cluster: Cluster, port: number, listener: MemorySocketListener, travel: Travel) {
    this.#listener = listener
    this.#toBroker = new OneWayLink(travel.clock, travel.latencyMs)
    this.#toClient = new OneWayLink(travel.clock, travel.latencyMs)
    this.#toBroker.send(() => this.#dial(cluster, port))
  }

  write(parts: readonly Uint8Array[]): void {
    if (this.#state !== 'open') return
    // A copy, as a kernel makes one: the client may use its buffers again.
    const bytes = Buffer.concat(parts)
    this.#toBroker.send(() => this.#broker?.receive(bytes))
  }

  destroy(): void {
    if (this.#state === 'closing' || this.#state === 'closed') return
    this.#state = 'closing'
    this.#toBroker.send(() => this.#broker?.ended())
    // The client's own end closes at once, whatever is still on its way to it.
    this.#toClient.drop()
    this.#toClient.sendNow(() => this.#close())
  }

  #dial(cluster: Cluster, port: number): void {
    if (this.#state !== 'dialling') return
    const node = cluster.state.nodes.find((candidate) => candidate.port === port)
    this.#broker = node && cluster.connect(node.nodeId, this.#peer())
    if (this.#broker !== undefined) {
      this.#toClient.send(() => this.#opened())
      return
    }
    this.#toClient.send(() => {
      this.#listener.onError(refusedBy(port))
      this.#close()
    })
  }

  #peer() {
    return {
      clientHost: CLIENT_HOST,
      write: (bytes: Buffer) => {
        this.#toClient.send(() => this.#listener.onData(bytes))
        return true
      },
      close: () => this.#toClient.send(() => this.#close()),
      reset: () => this.#toClient.send(() => this.#break(resetByPeer())),
      // Nothing is lost without them: what a client writes is in memory already.
      pause: () => {},
      resume: () => {},
    }
  }

  #opened(): void {
    this.#state = 'open'
    this.#listener.onConnect()
  }

  #break(error: Error): void {
    this.#listener.onError(error)
    this.#close()
  }

  #close(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#toClient.drop()
    this.#listener.onClose()
  }
}

function refusedBy(port: number): Error {
  return Object.assign(new Error(`connect ECONNREFUSED 127.0.0.1:${port}`), {
    code: 'ECONNREFUSED',
  })
}

function resetByPeer(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
}
