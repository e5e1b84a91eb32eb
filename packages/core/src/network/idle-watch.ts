import type { Clock, Timer } from '../time/clock.ts'
import type { BrokerConnection } from './broker-connection.ts'

/** Closes a connection that nobody has used for a while; one timer, set again only when it fires. */
export class IdleWatch {
  readonly #connection: BrokerConnection
  readonly #clock: Clock
  readonly #maxIdleMs: number
  #timer: Timer

  constructor(connection: BrokerConnection, clock: Clock, maxIdleMs: number) {
    this.#connection = connection
    this.#clock = clock
    this.#maxIdleMs = maxIdleMs
    this.#timer = this.#watch(maxIdleMs)
  }

  stop(): void {
    this.#timer.cancel()
  }

  #watch(delayMs: number): Timer {
    return this.#clock.setTimer(delayMs, () => this.#check())
  }

  #check(): void {
    const leftMs = this.#connection.lastUsedAtMs + this.#maxIdleMs - this.#clock.now()
    if (this.#connection.inFlightCount > 0) this.#timer = this.#watch(this.#maxIdleMs)
    else if (leftMs > 0) this.#timer = this.#watch(leftMs)
    else this.#connection.close(`idle for ${this.#maxIdleMs} ms`)
  }
}
