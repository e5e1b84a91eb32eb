import type { Timer } from '../time/clock.ts'
import { AddressAttempt, type AttemptDependencies } from './address-attempt.ts'
import type { ApiVersionRanges } from './api-version-ranges.ts'
import type { BrokerAddress } from './broker-address.ts'
import { type DialFailure, localFailure } from './dial-failure.ts'
import type { RequestChannel } from './request-channel.ts'
import type { Resolver } from './resolver.ts'

export interface DialDependencies extends AttemptDependencies {
  readonly resolver: Resolver
}

/** How a dial ends: with one of the two, once; with neither when it was cancelled. */
export interface BrokerDialListener {
  onConnected(channel: RequestChannel, ranges: ApiVersionRanges): void
  /** @param failures one for each address that was tried, in order. */
  onFailed(failures: readonly DialFailure[]): void
}

/** A name with more addresses than this has only these tried. */
const MAX_ADDRESSES = 16

/** Resolves a broker's name afresh and tries its addresses in turn until one answers. */
export class BrokerDial {
  readonly #dependencies: DialDependencies
  readonly #address: BrokerAddress
  readonly #peerName: string
  readonly #apiVersionsVersion: number
  readonly #listener: BrokerDialListener
  readonly #failures: DialFailure[] = []
  #untried: string[] = []
  #attempt: AddressAttempt | null = null
  #resolveTimer: Timer | null = null
  #resolved = false
  #cancelled = false

  constructor(
    dependencies: DialDependencies,
    address: BrokerAddress,
    peerName: string,
    apiVersionsVersion: number,
    listener: BrokerDialListener,
  ) {
    this.#dependencies = dependencies
    this.#address = address
    this.#peerName = peerName
    this.#apiVersionsVersion = apiVersionsVersion
    this.#listener = listener
  }

  start(): void {
    const { clock, resolver, connectTimeoutMs } = this.#dependencies
    this.#resolveTimer = clock.setTimer(connectTimeoutMs, () =>
      this.#failToResolve(new Error(`the name was not resolved within ${connectTimeoutMs} ms`)),
    )
    distinctAddresses(resolver, this.#address.host).then(
      (addresses) => this.#tryAll(addresses),
      (error) => this.#failToResolve(error),
    )
  }

  cancel(reason: string): void {
    this.#cancelled = true
    this.#resolveTimer?.cancel()
    this.#attempt?.cancel(reason)
  }

  #tryAll(addresses: string[]): void {
    if (!this.#endResolution()) return
    this.#untried = addresses
    if (this.#untried.length === 0) {
      this.#fail(new Error('the name has no address'))
    } else {
      this.#tryNext()
    }
  }

  #failToResolve(error: unknown): void {
    if (this.#endResolution()) this.#fail(error)
  }

  /** False when it had ended already: the answer came after the timeout, or the timeout after the answer. */
  #endResolution(): boolean {
    if (this.#resolved || this.#cancelled) return false
    this.#resolved = true
    this.#resolveTimer?.cancel()
    return true
  }

  #fail(error: unknown): void {
    this.#listener.onFailed([localFailure(this.#address, error)])
  }

  #tryNext(): void {
    const address = this.#untried.shift()
    if (address === undefined) {
      this.#listener.onFailed(this.#failures)
      return
    }
    this.#attempt = new AddressAttempt(
      this.#dependencies,
      { host: this.#address.host, address, port: this.#address.port },
      {
        onReady: (channel, ranges) => this.#listener.onConnected(channel, ranges),
        onFailed: (failure) => {
          this.#failures.push(failure)
          if (!this.#cancelled) this.#tryNext()
        },
      },
    )
    this.#attempt.start(this.#peerName, this.#apiVersionsVersion)
  }
}

/** Asynchronous throughout, so that a resolver of the user's that throws at once fails like one that rejects. */
async function distinctAddresses(resolver: Resolver, host: string): Promise<string[]> {
  const addresses = await resolver.resolve(host)
  return [...new Set(addresses)].slice(0, MAX_ADDRESSES)
}
