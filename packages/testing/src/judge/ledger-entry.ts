import type { RecordContent } from './record-content.ts'
import type { SentRecord } from './sent-record.ts'

/** What became of a record, by its promise or callback. @public */
export type Settlement =
  | {
      readonly kind: 'acknowledged'
      readonly partition: number
      readonly offset: number
      readonly timestamp: number
    }
  /** `persisted` is undefined when the error did not say. `reason` begins with the error's `code`, if it has one. */
  | {
      readonly kind: 'rejected'
      readonly persisted: 'no' | 'possibly' | undefined
      readonly reason: string
    }

/** Where a client says that a record landed; −1 where it does not know. */
export interface Acknowledgement {
  readonly partition: number
  readonly offset: number
  readonly timestamp?: number
}

/**
 * One record of a ledger: what was sent, and how it settled.
 *
 * @public
 */
export class LedgerEntry {
  /** Counts the ledger's records from 0, in the order of sending. */
  readonly number: number
  readonly session: string
  readonly topic: string
  /** The partition that the caller chose, if it did. */
  readonly partition: number | undefined
  readonly timestamp: number | undefined
  readonly content: RecordContent
  readonly sentAt: number
  /** When it must have settled, at the latest. */
  readonly settleBy: number
  readonly #now: () => number
  #settlement: Settlement | undefined
  #settledAt = Number.NaN
  #settlements = 0

  constructor(
    number: number,
    { topic, partition, timestamp }: SentRecord,
    content: RecordContent,
    how: { readonly session: string; readonly withinMs: number; readonly now: () => number },
  ) {
    this.number = number
    this.session = how.session
    this.topic = topic
    this.partition = partition
    this.timestamp = timestamp
    this.content = content
    this.sentAt = how.now()
    this.settleBy = this.sentAt + how.withinMs
    this.#now = how.now
  }

  /** Undefined as long as it has not settled. */
  get settlement(): Settlement | undefined {
    return this.#settlement
  }

  /** When it settled first. */
  get settledAt(): number {
    return this.#settledAt
  }

  /** How often it settled; anything but 1 is a mistake of the client. */
  get settlements(): number {
    return this.#settlements
  }

  /** The client says that the record is stored. */
  acknowledged({ partition, offset, timestamp = -1 }: Acknowledgement): void {
    this.#settle({ kind: 'acknowledged', partition, offset, timestamp })
  }

  /** The client says that it failed: its error tells in `persisted` whether it may be stored. */
  rejected(error: unknown): void {
    const persisted = persistedOf(error)
    this.#settle({ kind: 'rejected', persisted, reason: reasonOf(error) })
  }

  /** Follows the promise of a send; resolves when that has settled, and never rejects. */
  follow(sent: PromiseLike<Acknowledgement>): Promise<void> {
    return Promise.resolve(
      sent.then(
        (metadata) => this.acknowledged(metadata),
        (error: unknown) => this.rejected(error),
      ),
    )
  }

  #settle(settlement: Settlement): void {
    this.#settlements++
    if (this.#settlements > 1) return
    this.#settlement = settlement
    this.#settledAt = this.#now()
  }
}

function persistedOf(error: unknown): 'no' | 'possibly' | undefined {
  if (typeof error !== 'object' || error === null || !('persisted' in error)) return undefined
  const { persisted } = error
  return persisted === 'no' || persisted === 'possibly' ? persisted : undefined
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error ? `${error.code}: ${error.message}` : error.message
}
