import { describe, expect, it } from 'vitest'
import { crc32Partitioner } from './crc32-partitioner.ts'

/** CRC-32 of each key by Python's zlib, and the key's partition of 3, 6 and 97. */
const VECTORS: readonly (readonly [key: string | Uint8Array, partitions: readonly number[]])[] = [
  ['a', [0, 3, 80]], // 3904355907
  ['key-1', [2, 2, 59]], // 250396538
  ['ключ', [0, 0, 7]], // 212833818
  ['123456789', [2, 2, 17]], // 3421780262, the check value of CRC-32
  [Uint8Array.from({ length: 256 }, (_, index) => index), [1, 1, 38]], // 688229491
  ['user-42', [1, 1, 27]], // 2097592435
]

describe('crc32Partitioner', () => {
  it.each(VECTORS)('puts %s where librdkafka puts it', (key, partitions) => {
    const bytes = Buffer.from(key as string)
    const place = (form: string | Uint8Array, count: number) =>
      crc32Partitioner.partition(form, bytes.length, count)

    expect([3, 6, 97].map((count) => place(key, count))).toEqual(partitions)
    expect([3, 6, 97].map((count) => place(bytes, count))).toEqual(partitions)
  })

  it('lets an empty key decide nothing', () => {
    expect(crc32Partitioner.partition('', 0, 6)).toBe(-1)
    expect(crc32Partitioner.partition(new Uint8Array(), 0, 6)).toBe(-1)
  })
})
