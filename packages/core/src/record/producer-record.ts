/** A header's value: text is sent as UTF-8. `null` is a header without a value. @public */
export type HeaderValue = string | Uint8Array | null

/**
 * Headers of a record: an object of names and values, or a list of pairs where order and repeated names matter. An array as
 * a value in the object form repeats its name.
 *
 * @public
 */
export type RecordHeaders =
  | Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>
  | Iterable<readonly [name: string, value: HeaderValue]>

/**
 * One record as a caller hands it to a sender that is bound to a topic.
 *
 * @public
 */
export interface TopicRecord<Key, Value> {
  /** `null` or left out: a keyless record. An empty string is a key. */
  readonly key?: Key | null | undefined
  /** `null` is a tombstone; `undefined` is refused. */
  readonly value: Value | null
  readonly headers?: RecordHeaders | undefined
  /** Sends to this partition and asks no partitioner. */
  readonly partition?: number | undefined
  /** Milliseconds since the epoch, 0 or above. @default the time of the call */
  readonly timestamp?: number | undefined
}

/**
 * One record with its topic. Text is sent as UTF-8, bytes as they are.
 *
 * @public
 */
export interface ProducerRecord extends TopicRecord<string | Uint8Array, string | Uint8Array> {
  readonly topic: string
}
