import type { CompressionName } from './compression-codec.ts'

/** How a batch says which codec its records need: the low three bits of its attributes. */
export const COMPRESSION_ID = Object.freeze({
  none: 0,
  gzip: 1,
  snappy: 2,
  lz4: 3,
  zstd: 4,
}) satisfies Record<'none' | CompressionName, number>
