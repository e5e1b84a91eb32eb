import type { BrokerConnection, ConnectionPeer } from '../cluster/broker-connection.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterRandom } from '../cluster/random-id.ts'
import type { ClusterClock } from '../time/cluster-clock.ts'
import type { LinkCut } from './link-cut.ts'
import type { LinkDirection, LinkEnd } from './link-match.ts'
import type { LinkRules } from './link-rules.ts'
import type { MemorySocket, MemorySocketListener } from './memory-socket.ts'
import { OneWayLink } from './one-way-link.ts'

const CLIENT_HOST = '/memory'
/** While more than this has not left towards the client, the broker writes no further answer. */
const MAX_UNSENT_ANSWER_BYTES = 65_536

/** What a connection in memory is made of. */
export interface MemoryConnectionOptions {
  readonly cluster: Cluster
  readonly clock: ClusterClock
  readonly random: ClusterRandom
  readonly rules: LinkRules
  /** The node that was dialled, if there is one. */
  readonly node: number | undefined
  readonly port: number
  /** Counts the dials of the network from 1. */
  readonly id: number
  /** Both ends are closed. */
  readonly onClosed: (connection: MemoryConnection) => void
}

/** A client's socket, the broker's end of it, and the two links between them. */
export class MemoryConnection implements MemorySocket {
  readonly #options: MemoryConnectionOptions
  readonly #listener: MemorySocketListener
  readonly #toBroker: OneWayLink
  readonly #toClient: OneWayLink
  #broker: BrokerConnection | undefined
  #brokerGone = false
  // The broker's end is closed, or never was.
  #brokerDone = false
  #state: 'dialling' | 'open' | 'closing' | 'closed' = 'dialling'

  constructor(options: MemoryConnectionOptions, listener: MemorySocketListener) {
    const { clock, random, rules } = options
    this.#options = options
    this.#listener = listener
    const cutOff = (cut: LinkCut): void => this.#cutOff(cut)
    this.#toBroker = new OneWayLink(
      {
        clock,
        random,
        cutOff,
        drained: () => clock.scheduleTurn(() => this.#drained()),
        deliver: (bytes) => this.#receive(bytes),
      },
      rules.settingsOf(this.#end('toBroker')),
    )
    const drained = (): void => this.#broker?.drained()
    this.#toClient = new OneWayLink(
      { clock, random, cutOff, drained, deliver: (bytes) => this.#answered(bytes) },
      rules.settingsOf(this.#end('toClient')),
    )
    this.#toBroker.send(() => this.#dial())
  }

  get bufferedBytes(): number {
    return this.#toBroker.bufferedBytes
  }

  write(parts: readonly Uint8Array[]): void {
    if (this.#state !== 'open') return
    // A copy, as a kernel makes one: the client may use its buffers again.
    this.#toBroker.send(Buffer.concat(parts))
  }

  destroy(): void {
    if (this.#state === 'closing' || this.#state === 'closed') return
    this.#state = 'closing'
    this.#broker?.clientClosed()
    this.#toBroker.dropWaiting()
    this.#toBroker.send(() => {
      if (!this.#toBroker.settings.losesEnd) this.#broker?.ended()
      this.#brokerIsDone()
    })
    // The client's own end closes at once, whatever is still on its way to it.
    this.#toClient.drop()
    this.#options.clock.scheduleTurn(() => this.#close())
  }

  /** For the network: what was set for links has changed. */
  rulesChanged(): void {
    const { rules } = this.#options
    this.#toBroker.change(rules.settingsOf(this.#end('toBroker')))
    this.#toClient.change(rules.settingsOf(this.#end('toClient')))
  }

  /** For the network: counts bytes towards a cut, if it is for this connection. */
  arm(cut: LinkCut): void {
    if (cut.counts(this.#end('toBroker'))) this.#toBroker.arm(cut)
    if (cut.counts(this.#end('toClient'))) this.#toClient.arm(cut)
  }

  /** For the network: breaks at once, if the cut is for this connection. */
  breakNow(cut: LinkCut): void {
    if (cut.counts(this.#end('toBroker')) || cut.counts(this.#end('toClient'))) this.#cutOff(cut)
  }

  #dial(): void {
    if (this.#state !== 'dialling') return
    const { cluster, port } = this.#options
    const refused = this.#toBroker.settings.refuse
    const node = cluster.state.nodes.find((candidate) => candidate.port === port)
    if (refused && node !== undefined) cluster.dialRefused(node.nodeId)
    this.#broker = refused ? undefined : node && cluster.connect(node.nodeId, this.#peer())
    if (this.#broker === undefined) {
      this.#brokerIsDone()
      this.#toClient.send(() => this.#break(refusedBy(port)))
      return
    }
    this.#toClient.send(() => {
      this.#state = 'open'
      this.#listener.onConnect()
    })
  }

  #peer(): ConnectionPeer {
    return {
      clientHost: CLIENT_HOST,
      write: (bytes) => {
        this.#toClient.send(bytes)
        return this.#toClient.bufferedBytes <= MAX_UNSENT_ANSWER_BYTES
      },
      close: () => this.#brokerClosed(() => this.#close()),
      reset: () => this.#brokerClosed(() => this.#break(resetByPeer())),
      pause: () => this.#toBroker.leaveUnread(true),
      resume: () => this.#toBroker.leaveUnread(false),
    }
  }

  #receive(bytes: Buffer): void {
    // A broker that is gone answers with a reset, which tells a client whose end stayed half open.
    if (this.#brokerGone) this.#brokerClosed(() => this.#break(resetByPeer()))
    else this.#broker?.receive(bytes)
  }

  #drained(): void {
    if (this.#state === 'open' && this.bufferedBytes === 0) this.#listener.onDrain()
  }

  #answered(bytes: Buffer): void {
    if (this.#state === 'open') this.#listener.onData(bytes)
  }

  #brokerClosed(tell: () => void): void {
    this.#brokerGone = true
    this.#brokerIsDone()
    this.#toClient.send(() => {
      if (!this.#toClient.settings.losesEnd) tell()
    })
    this.#toBroker.leaveUnread(false)
  }

  /** Something between the two broke the connection: both ends hear of it, and what was on its way is lost. */
  #cutOff(cut: LinkCut): void {
    if (this.#state === 'closing' || this.#state === 'closed') return
    cut.fire()
    this.#toBroker.drop()
    this.#toClient.drop()
    this.#state = 'closing'
    this.#options.clock.scheduleTurn(() => {
      this.#broker?.ended()
      this.#brokerIsDone()
      if (cut.how === 'reset') this.#break(resetByPeer())
      else this.#close()
    })
  }

  #break(error: Error): void {
    if (this.#state === 'closed') return
    this.#listener.onError(error)
    this.#close()
  }

  #close(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#toClient.drop()
    this.#listener.onClose()
    if (this.#brokerDone) this.#options.onClosed(this)
  }

  /** What is on its way to the broker when a client closes still gets there, after a black hole even much later. */
  #brokerIsDone(): void {
    this.#brokerDone = true
    if (this.#state === 'closed') this.#options.onClosed(this)
  }

  #end(direction: LinkDirection): LinkEnd {
    const { node, port, id: connection } = this.#options
    return { node, port, connection, direction }
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
