/** Text counts as its UTF-8 bytes. @public */
export type SentBytes = string | Uint8Array | null

/**
 * A record as a test hands it to a client.
 *
 * @public
 */
export interface SentRecord {
  readonly topic: string
  /** Where it must land, when the caller chose. */
  readonly partition?: number | undefined
  readonly key?: SentBytes | undefined
  /** Different for each record of a ledger, because it is what the judge knows the record by; the key where it is null. */
  readonly value: SentBytes
  /** In order; names may repeat. */
  readonly headers?: Iterable<readonly [name: string, value: SentBytes]> | undefined
  /** Milliseconds since the epoch that must be stored with it, when the caller chose. */
  readonly timestamp?: number | undefined
}
