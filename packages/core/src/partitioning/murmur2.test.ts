import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { murmur2, partitionForKey } from './murmur2.ts'

interface GoldenKey {
  readonly key: string
  readonly murmur2: number
  readonly partitions: number
  readonly partition: number
}

/** Written by Kafka's own Java code: `Utils.murmur2` and the partition of its producer. */
const GOLDEN_KEYS: readonly GoldenKey[] = gunzipSync(
  readFileSync(new URL('../../test/vectors/partitions.ndjson.gz', import.meta.url)),
)
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))

describe('murmur2', () => {
  it('gives the hash that Java gives, for 400 keys', () => {
    const hashes = GOLDEN_KEYS.map(({ key }) => {
      const bytes = Buffer.from(key, 'hex')
      return murmur2(bytes, 0, bytes.length)
    })

    expect(hashes).toEqual(GOLDEN_KEYS.map((golden) => golden.murmur2))
    expect(hashes.length).toBe(400)
  })

  it('is held against keys of every tail length, the empty key among them', () => {
    const lengths = GOLDEN_KEYS.map(({ key }) => key.length / 2)

    expect(new Set(lengths.map((length) => length % 4))).toEqual(new Set([0, 1, 2, 3]))
    expect(lengths).toContain(0)
  })

  // Kafka's UtilsTest holds its Java code against these.
  it.each([
    ['21', -973_932_308],
    ['foobar', -790_332_482],
    ['a-little-bit-long-string', -985_981_536],
    ['a-little-bit-longer-string', -1_486_304_829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
    ['abc', 479_470_107],
  ])('hashes %s to %i', (key, hash) => {
    const bytes = Buffer.from(key)

    expect(murmur2(bytes, 0, bytes.length)).toBe(hash)
  })

  it('reads nothing outside start and end', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 70 }),
        fc.uint8Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 9 }),
        (key, before, after) => {
          const surrounded = Buffer.concat([before, key, after])

          expect(murmur2(surrounded, before.length, before.length + key.length)).toBe(
            murmur2(key, 0, key.length),
          )
        },
      ),
    )
  })
})

describe('partitionForKey', () => {
  it('gives the partition that Java gives, for 400 keys', () => {
    const partitions = GOLDEN_KEYS.map((golden) =>
      partitionForKey(golden.murmur2, golden.partitions),
    )

    expect(partitions).toEqual(GOLDEN_KEYS.map((golden) => golden.partition))
    expect(GOLDEN_KEYS.some((golden) => golden.murmur2 < 0)).toBe(true)
  })

  it.each([
    [-1, 6, 1],
    [-2_147_483_648, 6, 0],
    [2_147_483_647, 6, 1],
    [5, 1, 0],
  ])('puts the hash %i of %i partitions on %i', (hash, partitionCount, partition) => {
    expect(partitionForKey(hash, partitionCount)).toBe(partition)
  })
})
