/**
 * Where a record landed.
 *
 * @public
 */
export interface RecordMetadata {
  readonly topic: string
  readonly partition: number
  /** The record's offset in its partition; −1 when nobody told it (`acks: 0`, or a duplicate that the broker no longer knows). */
  readonly offset: number
  /** Milliseconds since the epoch: the record's own, or the broker's when the topic stamps on append. */
  readonly timestamp: number
}
