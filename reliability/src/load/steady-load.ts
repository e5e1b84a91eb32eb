import type { Producer } from '@headwater/core'
import type { LoadLedger } from './load-ledger.ts'
import { loadRecord } from './load-record.ts'

const TICK_MS = 10

/** Sends so many records a second, whatever becomes of them, as requests come in at a service that does not wait. */
export class SteadyLoad {
  readonly #producer: Producer
  readonly #topic: string
  readonly #ledger: LoadLedger
  readonly #ratePerSecond: number
  readonly #startedAtMs = performance.now()
  readonly #timer: NodeJS.Timeout

  /** Begins at once. */
  constructor(producer: Producer, topic: string, ledger: LoadLedger, ratePerSecond: number) {
    this.#producer = producer
    this.#topic = topic
    this.#ledger = ledger
    this.#ratePerSecond = ratePerSecond
    this.#timer = setInterval(() => this.#sendDue(), TICK_MS)
  }

  /** Sends no more; resolves when everything that was sent has settled. */
  stop(): Promise<void> {
    clearInterval(this.#timer)
    return this.#ledger.allSettled()
  }

  #sendDue(): void {
    const dueCount = ((performance.now() - this.#startedAtMs) / 1_000) * this.#ratePerSecond
    while (this.#ledger.sent < dueCount) {
      const { key, value } = loadRecord(this.#ledger.sent)
      this.#ledger.track(this.#producer.send({ topic: this.#topic, key, value }))
    }
  }
}
