import type { CompressionOption } from '../compression/resolve-compression.ts'

/** How records become batches, and how much memory they may take until they are acknowledged. @public */
export interface BatchingOptions {
  /**
   * Milliseconds that an unfilled batch waits for more records, 0 or more; a full one never waits. 0 gathers without a
   * timer: an idle broker gets what there is at the end of the turn, a busy one what gathers until its next answer. Kafka:
   * `linger.ms`, whose 0 sends every batch as soon as it can.
   * @default 0
   */
  readonly lingerMs?: number | undefined

  /**
   * Bytes at which a batch is full, 1 or more, at most {@link BatchingOptions.maxRequestSizeBytes}; a larger record gets
   * a batch of its own. Kafka: `batch.size`.
   * @default 65536
   */
  readonly batchSizeBytes?: number | undefined

  /**
   * Bytes that queued and unanswered records may take, with the overhead of their promises, 1 or more. Beyond it, callers
   * wait. At least {@link BatchingOptions.maxRequestSizeBytes}. Kafka: `buffer.memory`, with a default of half as much.
   * @default 67108864
   */
  readonly bufferMemoryBytes?: number | undefined

  /**
   * Bytes that waiting callers' records may take, 0 or more; beyond it a record is refused with `BUFFER_EXHAUSTED`. With 0
   * nobody waits, for a topic's metadata either. No Kafka key: there, waiting blocks the caller's thread.
   * @default 67108864, or `bufferMemoryBytes` when that is set
   */
  readonly maxWaitingBytes?: number | undefined

  /**
   * The largest record, and about the largest request, in bytes before compression, 1 or more. Brokers have their own limit,
   * `message.max.bytes`. Kafka: `max.request.size`.
   * @default 1048576
   */
  readonly maxRequestSizeBytes?: number | undefined

  /**
   * How batches are compressed: a codec by its name, with a level as `{ codec: 'zstd', level: 6 }`, or one of your own. gzip and
   * zstd come with Node; snappy needs the package `snappy` and LZ4 the package `lz4-napi`, else `CODEC_MISSING`. zstd needs
   * brokers of Kafka 2.1 or later. Kafka: `compression.type`, with the levels of KIP-390.
   * @default 'none'
   */
  readonly compression?: CompressionOption | undefined
}
