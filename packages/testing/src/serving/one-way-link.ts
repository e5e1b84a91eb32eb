import type { ClusterClock } from '../time/cluster-clock.ts'

/** One direction of a connection: what is sent arrives in order, `latencyMs` later, never within the same turn. */
export class OneWayLink {
  readonly #clock: ClusterClock
  readonly #latencyMs: number
  #generation = 0

  constructor(clock: ClusterClock, latencyMs: number) {
    this.#clock = clock
    this.#latencyMs = latencyMs
  }

  /** Calls `arrive` when what was sent is there. */
  send(arrive: () => void): void {
    const deliver = this.#unlessDropped(arrive)
    if (this.#latencyMs === 0) this.#clock.scheduleTurn(deliver)
    else this.#clock.setTimer(this.#latencyMs, deliver)
  }

  /** Calls `arrive` in a turn of its own, without the latency. */
  sendNow(arrive: () => void): void {
    this.#clock.scheduleTurn(this.#unlessDropped(arrive))
  }

  /** Loses everything that is still on its way. */
  drop(): void {
    this.#generation++
  }

  #unlessDropped(arrive: () => void): () => void {
    const generation = this.#generation
    return () => {
      if (generation === this.#generation) arrive()
    }
  }
}
