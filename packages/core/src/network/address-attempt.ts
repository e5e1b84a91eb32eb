import type { Timer } from '../time/clock.ts'
import type { ApiVersionRanges } from './api-version-ranges.ts'
import type { ChannelClosure } from './channel-closure.ts'
import {
  type DialFailure,
  type DialPhase,
  dialFailure,
  localFailure,
  refusedFailure,
  tlsOptionsFailure,
} from './dial-failure.ts'
import { type Negotiation, negotiateApiVersions } from './negotiate-api-versions.ts'
import { RequestChannel, type RequestChannelDependencies } from './request-channel.ts'
import type { SocketTarget } from './socket-factory.ts'

/** What dials need beside what every channel needs. */
export interface AttemptDependencies extends RequestChannelDependencies {
  readonly connectTimeoutMs: number
  readonly speaksTls: boolean
}

/** How an attempt ends: with one of the two, once. */
export interface AttemptListener {
  /** The channel is open and has its versions; it must be handed over at once. */
  onReady(channel: RequestChannel, ranges: ApiVersionRanges): void
  /** The socket has closed. */
  onFailed(failure: DialFailure): void
}

/** One try of one address: TCP, TLS and version negotiation, all within `connectTimeoutMs`. */
export class AddressAttempt {
  readonly #dependencies: AttemptDependencies
  readonly #target: SocketTarget
  readonly #listener: AttemptListener
  #phase: DialPhase = 'connect'
  #channel: RequestChannel | null = null
  #timer: Timer | null = null
  #refusal: DialFailure | null = null

  constructor(dependencies: AttemptDependencies, target: SocketTarget, listener: AttemptListener) {
    this.#dependencies = dependencies
    this.#target = target
    this.#listener = listener
  }

  /** @param apiVersionsVersion the version in which the broker is asked what it speaks. */
  start(peerName: string, apiVersionsVersion: number): void {
    const { clock, connectTimeoutMs } = this.#dependencies
    try {
      this.#channel = new RequestChannel(this.#dependencies, this.#target, peerName, {
        onOpen: () => this.#negotiate(apiVersionsVersion),
        onClosed: (closure) => this.#fail(closure),
      })
    } catch (error) {
      const failure = this.#dependencies.speaksTls
        ? tlsOptionsFailure(this.#target, error)
        : localFailure(this.#target, error)
      clock.scheduleTurn(() => this.#listener.onFailed(failure))
      return
    }
    this.#timer = clock.setTimer(connectTimeoutMs, () =>
      this.#close({ kind: 'timeout', api: 'ApiVersions', timeoutMs: connectTimeoutMs }),
    )
  }

  /** Ends the attempt; `onFailed` follows when the socket has closed. */
  cancel(reason: string): void {
    this.#close({ kind: 'local', reason })
  }

  #close(closure: ChannelClosure): void {
    this.#channel?.close(closure)
  }

  #negotiate(version: number): void {
    const channel = this.#channel
    if (channel === null) return
    this.#phase = 'negotiate'
    negotiateApiVersions(channel, version, this.#dependencies.connectTimeoutMs, (outcome) =>
      this.#conclude(channel, outcome),
    )
  }

  #conclude(channel: RequestChannel, outcome: Negotiation): void {
    if (outcome.kind === 'refused') {
      this.#refusal = refusedFailure(this.#target, outcome.brokerError)
      this.cancel('it refused to negotiate')
      return
    }
    this.#timer?.cancel()
    this.#listener.onReady(channel, outcome.ranges)
  }

  #fail(closure: ChannelClosure): void {
    this.#timer?.cancel()
    const { speaksTls } = this.#dependencies
    const failure = this.#refusal ?? dialFailure(this.#target, this.#phase, speaksTls, closure)
    this.#listener.onFailed(failure)
  }
}
