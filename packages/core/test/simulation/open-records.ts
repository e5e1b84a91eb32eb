import type { SimulatedWorld } from './simulated-world.ts'

/**
 * What the callers' open records cost by the producer's own word, against what it may take. It is counted from promises
 * and callbacks alone: a producer that miscounts does not agree.
 */
export class OpenRecords {
  readonly #world: SimulatedWorld
  readonly #mostBytes: number
  #bytes = 0
  #largestBytes = 0
  #excess: string | null = null

  constructor(world: SimulatedWorld) {
    this.#world = world
    const { bufferMemoryBytes, maxWaitingBytes } = world.plan.options
    this.#mostBytes = bufferMemoryBytes + maxWaitingBytes
  }

  /** When it was too much for the first time; null when it never was. */
  get excess(): string | null {
    return this.#excess
  }

  /** Counts a record until it has settled. */
  add(bytes: number, settled: Promise<void>): void {
    this.#bytes += bytes
    this.#largestBytes = Math.max(this.#largestBytes, bytes)
    void settled.then(() => {
      this.#bytes -= bytes
    })
  }

  /** Looks how much is open. Not in the turn of a send: what was refused in it has not been told yet. */
  look(): void {
    // An empty buffer takes any record.
    const mostBytes = this.#mostBytes + this.#largestBytes
    if (this.#bytes <= mostBytes || this.#excess !== null) return
    const now = this.#world.clock.now()
    this.#excess = `I8: ${this.#bytes} bytes are open at ${now} ms, ${mostBytes} are allowed`
  }
}
