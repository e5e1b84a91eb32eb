import { crc32 } from 'node:zlib'
import type { KeyPartitioner } from './key-partitioner.ts'

/**
 * Puts keys where librdkafka's `consistent_random` puts them, its default: CRC-32 of the key, unsigned, modulo all partitions. An
 * empty key decides nothing there.
 */
export const crc32Partitioner: KeyPartitioner = Object.freeze<KeyPartitioner>({
  partition: (key, keyLength, partitionCount) =>
    keyLength === 0 ? -1 : crc32(key) % partitionCount,
})
