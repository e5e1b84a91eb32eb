import { isProducerError, type RecordMetadata } from '@headwater/core'

/** What a record was promised. */
export type Promised = 'pending' | 'acknowledged' | 'no' | 'possibly' | 'untyped'

/** What became of every record, by its number. Plain data, to cross a process boundary. */
export interface LedgerPage {
  readonly promised: readonly Promised[]
  /** −1 when not acknowledged. */
  readonly partitions: readonly number[]
  /** −1 when not acknowledged, or when the broker did not tell. */
  readonly offsets: readonly number[]
  /** By the wall clock, which processes of one machine share; −1 when not acknowledged. */
  readonly acknowledgedAtMs: readonly number[]
  readonly slowestMs: number
  /** How often records failed with each code. */
  readonly codes: ReadonlyMap<string, number>
}

/** Written from the promises of `send` alone, never from what the producer counts itself. */
export class LoadLedger {
  readonly #promised: Promised[] = []
  readonly #partitions: number[] = []
  readonly #offsets: number[] = []
  readonly #acknowledgedAtMs: number[] = []
  readonly #codes = new Map<string, number>()
  #settled = 0
  #acknowledged = 0
  #slowestMs = 0
  #onAllSettled: (() => void) | null = null

  get sent(): number {
    return this.#promised.length
  }

  get pending(): number {
    return this.sent - this.#settled
  }

  get acknowledged(): number {
    return this.#acknowledged
  }

  /** Notes the record that was sent just now; its number is how many came before it. */
  track(sent: Promise<RecordMetadata>): void {
    const id = this.#promised.push('pending') - 1
    this.#partitions.push(-1)
    this.#offsets.push(-1)
    this.#acknowledgedAtMs.push(-1)
    const sentAtMs = performance.now()
    sent.then(
      ({ partition, offset }) => {
        this.#partitions[id] = partition
        this.#offsets[id] = offset
        this.#acknowledgedAtMs[id] = Date.now()
        this.#acknowledged++
        this.#settle(id, 'acknowledged', sentAtMs)
      },
      (error: unknown) => {
        const code = isProducerError(error) ? error.code : String(error)
        this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1)
        this.#settle(id, isProducerError(error) ? error.persisted : 'untyped', sentAtMs)
      },
    )
  }

  /** Resolves when nothing that was sent is pending. */
  allSettled(): Promise<void> {
    return new Promise((resolve) => {
      this.#onAllSettled = resolve
      if (this.pending === 0) resolve()
    })
  }

  page(): LedgerPage {
    return {
      promised: this.#promised,
      partitions: this.#partitions,
      offsets: this.#offsets,
      acknowledgedAtMs: this.#acknowledgedAtMs,
      slowestMs: this.#slowestMs,
      codes: this.#codes,
    }
  }

  #settle(id: number, promised: Promised, sentAtMs: number): void {
    this.#promised[id] = promised
    this.#settled++
    this.#slowestMs = Math.max(this.#slowestMs, performance.now() - sentAtMs)
    if (this.pending === 0) this.#onAllSettled?.()
  }
}
