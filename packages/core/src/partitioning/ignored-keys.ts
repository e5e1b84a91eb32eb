import type { KeyPartitioner } from './key-partitioner.ts'

/** Spreads keyed records like keyless ones. */
export const ignoredKeys: KeyPartitioner = Object.freeze<KeyPartitioner>({ partition: () => -1 })
