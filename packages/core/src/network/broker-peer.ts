import type { ProducerError } from '../errors/producer-error.ts'
import type { Timer } from '../time/clock.ts'
import type { Random } from '../time/random.ts'
import type { ApiVersionRanges } from './api-version-ranges.ts'
import { type BackoffSteps, backoffSteps } from './backoff-steps.ts'
import { type BrokerAddress, formatBrokerAddress } from './broker-address.ts'
import { BrokerConnection } from './broker-connection.ts'
import { BrokerDial, type DialDependencies } from './broker-dial.ts'
import { type ChannelClosure, closureError } from './channel-closure.ts'
import type { DialFailure } from './dial-failure.ts'
import { IdleWatch } from './idle-watch.ts'
import { NEWEST_API_VERSIONS } from './negotiate-api-versions.ts'
import type { NetworkOptions } from './network-options.ts'
import type { OutageLog } from './outage-log.ts'
import type { OutageLogs } from './outage-logs.ts'
import type { RequestChannel } from './request-channel.ts'
import { unreachableError } from './unreachable-error.ts'

export interface PeerDependencies extends DialDependencies {
  readonly options: NetworkOptions
  readonly random: Random
  readonly outageLogs: OutageLogs
}

/** What the pool learns of its peers, each from a turn of its own. */
export interface BrokerPeerListener {
  onConnected(peer: BrokerPeer, connection: BrokerConnection): void
  onDialFailed(peer: BrokerPeer, failures: readonly DialFailure[]): void
  /** A connection that was ready has closed and its requests have failed. */
  onDisconnected(peer: BrokerPeer): void
}

/**
 * One broker, or one bootstrap address: at most one connection to it, at most one dial at a time, and the wait between
 * dials, which doubles while they fail.
 */
export class BrokerPeer {
  /** −1 for a bootstrap address. */
  readonly nodeId: number
  readonly address: BrokerAddress
  readonly #dependencies: PeerDependencies
  readonly #listener: BrokerPeerListener
  readonly #backoff: BackoffSteps
  readonly #outageLog: OutageLog
  readonly #peerName: string
  #connection: BrokerConnection | null = null
  #connectedAtMs = 0
  #idleWatch: IdleWatch | null = null
  #dial: BrokerDial | null = null
  #backoffTimer: Timer | null = null
  #failures = 0
  #redialAtMs = Number.NEGATIVE_INFINITY
  #apiVersionsVersion = NEWEST_API_VERSIONS
  #lastFailure: ProducerError | null = null
  /** Set while a connection closes that is asked for again. */
  #redialWhenClosed = false
  #closed = false

  constructor(
    dependencies: PeerDependencies,
    nodeId: number,
    address: BrokerAddress,
    listener: BrokerPeerListener,
  ) {
    const { options, random, outageLogs } = dependencies
    this.nodeId = nodeId
    this.address = address
    this.#dependencies = dependencies
    this.#listener = listener
    const { reconnectBackoffMs, reconnectBackoffMaxMs } = options
    this.#backoff = backoffSteps(reconnectBackoffMs, reconnectBackoffMaxMs, random)
    const where = formatBrokerAddress(address)
    this.#peerName = nodeId < 0 ? `the broker at ${where}` : `broker ${nodeId} at ${where}`
    this.#outageLog = outageLogs.of(nodeId < 0 ? where : `${nodeId} at ${where}`)
  }

  /** The connection while it can be used. */
  get connection(): BrokerConnection | null {
    return this.#connection?.isOpen === true ? this.#connection : null
  }

  /** When the next dial may begin, by the clock; in the past when it may begin now. */
  get redialAtMs(): number {
    return this.#redialAtMs
  }

  /** Why the last dial failed or the last connection broke; `null` while all is well. */
  get lastFailure(): ProducerError | null {
    return this.#lastFailure
  }

  /** Dials, now or when the backoff is over, unless that is under way. The listener learns how it ends. */
  connect(): void {
    if (this.#closed || this.#dial !== null || this.#backoffTimer !== null) return
    if (this.#connection !== null) {
      this.#redialWhenClosed = !this.#connection.isOpen
      return
    }
    const waitMs = this.#redialAtMs - this.#dependencies.clock.now()
    if (waitMs <= 0) return this.#startDial()
    this.#backoffTimer = this.#dependencies.clock.setTimer(waitMs, () => {
      this.#backoffTimer = null
      this.#startDial()
    })
  }

  /** Closes the connection or ends the dial, for good; what is in flight fails as when the connection is lost. */
  close(reason: string): void {
    this.#closed = true
    this.#backoffTimer?.cancel()
    this.#dial?.cancel(reason)
    this.#connection?.close(reason)
  }

  #startDial(): void {
    this.#dial = new BrokerDial(
      this.#dependencies,
      this.address,
      this.#peerName,
      this.#apiVersionsVersion,
      {
        onConnected: (channel, ranges) => this.#takeOver(channel, ranges),
        onFailed: (failures) => this.#endDial(failures),
      },
    )
    this.#dial.start()
  }

  #takeOver(channel: RequestChannel, ranges: ApiVersionRanges): void {
    const { clock, events, options } = this.#dependencies
    const connection = new BrokerConnection(this.nodeId, channel, ranges, options.requestTimeoutMs)
    channel.handOver(
      { onOpen() {}, onClosed: (closure) => this.#disconnected(closure) },
      this.nodeId,
    )
    this.#dial = null
    this.#connection = connection
    this.#connectedAtMs = clock.now()
    const { host, port } = this.address
    events.connectionOpened(this.nodeId, host, port, this.#connectedAtMs)
    this.#apiVersionsVersion = NEWEST_API_VERSIONS
    this.#lastFailure = null
    this.#idleWatch = new IdleWatch(connection, clock, options.connectionsMaxIdleMs)
    this.#outageLog.recovered()
    this.#listener.onConnected(this, connection)
  }

  #endDial(failures: readonly DialFailure[]): void {
    const error = unreachableError(failures)
    this.#dial = null
    // Brokers before 2.4 and some proxies close on an ApiVersions request that they cannot parse instead of answering.
    const closedOn = failures.some((failure) => failure.closedBeforeAnswer)
    this.#apiVersionsVersion = closedOn && this.#apiVersionsVersion > 0 ? 0 : NEWEST_API_VERSIONS
    this.#outageLog.failed(failures.map(({ where, reason }) => `${where}: ${reason}`).join('; '))
    this.#recordFailure(error)
    this.#listener.onDialFailed(this, failures)
  }

  #disconnected(closure: ChannelClosure): void {
    const { clock, events, options } = this.#dependencies
    const error = closureError(closure, this.#peerName, 'no')
    const { host, port } = this.address
    events.connectionClosed({ nodeId: this.nodeId, host, port }, error.message, clock.now())
    this.#connection = null
    this.#idleWatch?.stop()
    const redial = this.#redialWhenClosed
    this.#redialWhenClosed = false
    if (closure.kind !== 'local') {
      // A connection that did not live long has not ended the outage: a broker that accepts and closes, over and over, would
      // be dialed without a pause.
      const livedMs = clock.now() - this.#connectedAtMs
      if (livedMs >= options.reconnectBackoffMaxMs) this.#failures = 0
      const quiet = closure.kind === 'lost' && closure.waiting === 0
      if (!quiet) this.#outageLog.failed(error.message)
      this.#recordFailure(error)
    }
    this.#listener.onDisconnected(this)
    if (redial) this.connect()
  }

  #recordFailure(error: ProducerError): void {
    this.#lastFailure = error
    this.#failures++
    this.#redialAtMs = this.#dependencies.clock.now() + this.#backoff(this.#failures)
  }
}
