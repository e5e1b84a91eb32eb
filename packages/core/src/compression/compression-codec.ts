/** Kafka's codecs, by their names in `compression.type`. @public */
export type CompressionName = 'gzip' | 'snappy' | 'lz4' | 'zstd'

/**
 * Compresses the records of a batch, once per batch. What it writes must be what Kafka calls by its name: consumers choose
 * their decompressor by it, and a broker stores it as it is. One that throws, rejects or gives nothing fails that batch with
 * `COMPRESSION_FAILED` and `persisted: 'no'`; the producer goes on.
 *
 * @public
 */
export interface CompressionCodec {
  /** The format that it writes. For snappy that is the xerial framing, for LZ4 a frame of independent blocks. */
  readonly name: CompressionName

  /** Compresses in this turn. The input may be neither changed nor kept; the result is copied. */
  compressSync(records: Uint8Array): Uint8Array

  /**
   * The same away from the event loop, if there is a way. The input may be read until the promise settles, and the records'
   * memory stays counted until then. Without it every batch is compressed by {@link CompressionCodec.compressSync}.
   */
  compress?(records: Uint8Array): Promise<Uint8Array>

  /**
   * Bytes of records, 0 or more, from which on {@link CompressionCodec.compress} is worth the way to another thread.
   * @default 16384
   */
  readonly backgroundFromBytes?: number | undefined
}
