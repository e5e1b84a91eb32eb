import type { CompressionCodec } from '../compression/compression-codec.ts'

/** What of the producer's options decides how records become batches and requests. */
export interface AccumulatorOptions {
  readonly batchSizeBytes: number
  readonly lingerMs: number
  readonly maxRequestSizeBytes: number
  readonly maxInFlightRequests: number
  readonly enableIdempotence: boolean
  readonly deliveryTimeoutMs: number
  /** Whether batches keep the promises of their records, for `onError`. */
  readonly keepPromises: boolean
  /** Null where nothing is compressed. */
  readonly compression: CompressionCodec | null
}
