/**
 * What a serializer may return: text is written as UTF-8 straight into the batch, bytes as they are; `null` is no key, or
 * a tombstone.
 *
 * @public
 */
export type SerializedForm = string | Uint8Array | null

/** Which field of a record for which topic is being serialized. One frozen object serves many calls. @public */
export interface SerializationContext {
  readonly topic: string
  readonly field: 'key' | 'value'
}

/**
 * Turns keys or values into what a record carries. It is synchronous, because a record takes its place in the batch in
 * the very turn of its `send`; the bytes that it returns are copied before that turn ends, so a buffer may be reused.
 *
 * @public
 */
export interface Serializer<T> {
  /**
   * @param value never `null`: a missing key and a tombstone are written without asking.
   * @throws anything; the record is then rejected with `SERIALIZATION_FAILED` and what was thrown as its cause. A
   *   `ProducerError` with `SERIALIZATION_FAILED` or `INVALID_RECORD` is passed on as it is.
   */
  serialize(value: T, context: SerializationContext): SerializedForm
  /**
   * Fetches what {@link Serializer.serialize} needs for a topic, such as a schema's id. Awaited once a topic, before the
   * first record of that topic is serialized; records that arrive meanwhile wait in order. A rejection fails them and the
   * next record asks again.
   */
  prepare?(topic: string): Promise<void>
}
