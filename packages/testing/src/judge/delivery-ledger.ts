import { type DeliveryGuarantees, FULL_GUARANTEES } from './delivery-guarantees.ts'
import { LedgerEntry } from './ledger-entry.ts'
import { identityOf, sentContent } from './record-content.ts'
import type { SentRecord } from './sent-record.ts'

/**
 * Where a ledger's times come from, and what is usual for its records.
 *
 * @public
 */
export interface DeliveryLedgerOptions {
  /** Milliseconds, of the same clock as the cluster's. @default performance.now */
  readonly now?: () => number
  /** How long a record may take to settle, in milliseconds, when its own `withinMs` does not say. @default no limit */
  readonly withinMs?: number
  /** What the client promised. @default {@link FULL_GUARANTEES} */
  readonly guarantees?: DeliveryGuarantees
}

/** What is particular about one record. @public */
export interface SentOptions {
  /** Who sent it: order is kept within a session, such as one producer. @default '' */
  readonly session?: string
  readonly withinMs?: number
}

/**
 * What a test sent, and what it was told became of it: written from promises and callbacks alone, never from a client's own
 * counters. `kafka.verify(ledger)` compares it with what the brokers hold.
 *
 * @public
 */
export class DeliveryLedger {
  readonly guarantees: DeliveryGuarantees
  readonly #now: () => number
  readonly #withinMs: number
  readonly #entries: LedgerEntry[] = []
  readonly #byIdentity = new Map<string, LedgerEntry>()
  readonly #closings = new Map<string, number>()

  constructor(options: DeliveryLedgerOptions = {}) {
    this.#now = options.now ?? (() => performance.now())
    this.#withinMs = options.withinMs ?? Number.POSITIVE_INFINITY
    this.guarantees = options.guarantees ?? FULL_GUARANTEES
  }

  /** In the order of sending. */
  get entries(): readonly LedgerEntry[] {
    return this.#entries
  }

  /** When clients were closed, by client id. */
  get closings(): ReadonlyMap<string, number> {
    return this.#closings
  }

  /**
   * Notes a record that is about to be sent; its bytes are copied. Call it in the order of the calls of `send`.
   *
   * @throws {RangeError} when a record of the same value was noted before: nobody could tell them apart.
   */
  sent(record: SentRecord, options: SentOptions = {}): LedgerEntry {
    const { session = '', withinMs = this.#withinMs } = options
    const content = sentContent(record)
    const identity = identityOf(content)
    if (this.#byIdentity.has(identity)) {
      throw new RangeError(`Two records of this ledger have the ${identity.slice(0, 100)}`)
    }
    const how = { session, withinMs, now: this.#now }
    const entry = new LedgerEntry(this.#entries.length, record, content, how)
    this.#entries.push(entry)
    this.#byIdentity.set(identity, entry)
    return entry
  }

  /** Notes that a client has closed: from now on it may neither dial nor ask. */
  closed(clientId: string): void {
    this.#closings.set(clientId, this.#now())
  }

  /** The entry of the record that is known by this identity. */
  entry(identity: string): LedgerEntry | undefined {
    return this.#byIdentity.get(identity)
  }
}
