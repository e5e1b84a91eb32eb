/**
 * A record as it was, or would have been, sent: what `onError` and `onDelivery` are given. The bytes are read from the
 * batch and are only good during the call; copy what must live longer.
 *
 * @public
 */
export interface EncodedRecord {
  readonly topic: string
  /** −1 when the record failed before a partition was chosen. */
  readonly partition: number
  /** `null` for a keyless record, and when the record failed before its key was serialized. */
  readonly key: Uint8Array | null
  /** `null` for a tombstone, and when the record failed before its value was serialized. */
  readonly value: Uint8Array | null
  readonly headers: readonly (readonly [name: string, value: Uint8Array | null])[]
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}
