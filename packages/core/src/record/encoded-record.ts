/**
 * A record as it was encoded, for `onError` and `onDelivery`. Key, value and header values are views of the batch's bytes:
 * read them during the call and copy what is to be kept.
 *
 * @public
 */
export interface EncodedRecord {
  readonly topic: string
  readonly partition: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly (readonly [name: string, value: Buffer | null])[]
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}
