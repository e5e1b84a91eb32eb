/** Of a stream that is bound to a topic. @public */
export interface WritableOptions {
  /**
   * How many chunks the stream itself holds while there is no room for them, 1 or more; from then on `write` returns `false`.
   * What the producer has taken does not count: `bufferMemoryBytes` bounds that.
   * @default 16
   */
  readonly highWaterMark?: number | undefined
}

/** Of a stream for any topic. @public */
export interface AnyTopicWritableOptions extends WritableOptions {
  /** Where every chunk goes; text and bytes are then values. Left out, each chunk is a record that names its topic. */
  readonly topic?: string | undefined
}
