import type { ProducerError } from '../errors/producer-error.ts'
import type { Clock, Timer } from '../time/clock.ts'
import type { BrokerConnection } from './broker-connection.ts'
import type { BrokerPeer } from './broker-peer.ts'
import type { DialFailure } from './dial-failure.ts'
import { unreachableError } from './unreachable-error.ts'

/** How long a candidate is waited for, in milliseconds, before the next one is dialed beside it: some never answer. */
const NEXT_CANDIDATE_AFTER_MS = 500

/** One round over brokers that might be there, until the first of them answers or all have failed. */
export class ConnectionSearch {
  readonly promise: Promise<BrokerConnection>
  readonly #clock: Clock
  #untried: BrokerPeer[]
  readonly #running = new Set<BrokerPeer>()
  readonly #failures: DialFailure[] = []
  #timer: Timer | null = null
  #resolve!: (connection: BrokerConnection) => void
  #reject!: (error: ProducerError) => void

  constructor(candidates: readonly BrokerPeer[], clock: Clock) {
    this.#clock = clock
    this.#untried = [...candidates]
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** Dials the first candidate. */
  start(): void {
    this.#tryNext()
  }

  /** Any connection will do, whoever asked for it. */
  succeed(connection: BrokerConnection): void {
    this.#timer?.cancel()
    this.#resolve(connection)
  }

  /** A candidate failed, whoever dialed it. */
  candidateFailed(peer: BrokerPeer, failures: readonly DialFailure[]): void {
    if (!this.#running.delete(peer)) return
    this.#failures.push(...failures)
    this.#tryNext()
  }

  /** A candidate is gone and will not be heard of again. */
  drop(peer: BrokerPeer): void {
    this.#untried = this.#untried.filter((untried) => untried !== peer)
    if (this.#running.delete(peer)) this.#tryNext()
  }

  fail(error: ProducerError): void {
    this.#timer?.cancel()
    this.#reject(error)
  }

  #tryNext(): void {
    this.#timer?.cancel()
    const peer = this.#untried.shift()
    if (peer !== undefined) {
      this.#running.add(peer)
      this.#timer = this.#clock.setTimer(NEXT_CANDIDATE_AFTER_MS, () => this.#tryNext())
      peer.connect()
    } else if (this.#running.size === 0) {
      this.fail(unreachableError(this.#failures))
    }
  }
}
