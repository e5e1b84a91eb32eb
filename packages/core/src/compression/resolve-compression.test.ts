import { gunzipSync, gzipSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { CompressionCodec } from './compression-codec.ts'
import { type CompressionOption, resolveCompression } from './resolve-compression.ts'

const TEXT = Buffer.from('Kafka keeps a log of records. '.repeat(200))

describe('resolveCompression', () => {
  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('knows %s by its name', (name) => {
    expect(resolveCompression(name)).toMatchObject({ name })
    expect(resolveCompression({ codec: name })).toMatchObject({ name })
  })

  it('takes none for no codec', () => {
    expect(resolveCompression('none')).toBeNull()
    expect(resolveCompression({ codec: 'none' })).toBeNull()
  })

  it('hands the level of gzip and zstd on', () => {
    const sizes = (codec: 'gzip' | 'zstd', levels: readonly number[]) =>
      levels.map((level) => resolveCompression({ codec, level })?.compressSync(mixed()).length ?? 0)

    const [fast = 0, small = 0] = sizes('gzip', [1, 9])
    const [fastest = 0, smallest = 0] = sizes('zstd', [-50, 19])

    expect(small).toBeLessThan(fast)
    expect(smallest).toBeLessThan(fastest)
    expect(sizes('gzip', [-1])).toEqual([resolveCompression('gzip')?.compressSync(mixed()).length])
    expect(sizes('zstd', [3])).toEqual([resolveCompression('zstd')?.compressSync(mixed()).length])
  })

  it('takes the least and the greatest level that Kafka takes', () => {
    const takes = (option: CompressionOption) => resolveCompression(option)?.compressSync(TEXT)

    expect(gunzipSync(takes({ codec: 'gzip', level: 1 }) ?? TEXT)).toEqual(TEXT)
    expect(gunzipSync(takes({ codec: 'gzip', level: 9 }) ?? TEXT)).toEqual(TEXT)
    expect(zstdDecompressSync(takes({ codec: 'zstd', level: -131_072 }) ?? TEXT)).toEqual(TEXT)
    expect(zstdDecompressSync(takes({ codec: 'zstd', level: 22 }) ?? TEXT)).toEqual(TEXT)
    expect(resolveCompression({ codec: 'lz4', level: 9 })).toMatchObject({ name: 'lz4' })
  })

  it('reads own fields alone', () => {
    const planted: object = Object.create({ codec: 'gzip', level: 9 })

    expect(() => resolveCompression(planted)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })

  it('takes a codec of the user’s own as it is', () => {
    const own: CompressionCodec = { name: 'gzip', compressSync: (records) => gzipSync(records) }

    expect(resolveCompression(own)).toBe(own)
  })

  it.each([
    ['brotli', /^Option compression is "brotli"; it takes one of "none", "gzip"/],
    [null, /^Option compression is null/],
    [1, /^Option compression is 1/],
    [{}, /^Option compression.codec is undefined/],
    [{ codec: 'deflate' }, /^Option compression.codec is "deflate"/],
    [{ codec: 'gzip', levels: 3 }, /^Option compression has no field "levels"/],
    [{ codec: 'gzip', level: 0 }, /level is 0; it takes .* from 1 to 9, or -1, for gzip/],
    [{ codec: 'gzip', level: 10 }, /level is 10/],
    [{ codec: 'gzip', level: '9' }, /level is "9"/],
    [{ codec: 'zstd', level: 23 }, /level is 23; it takes .* from -131072 to 22 for zstd/],
    [{ codec: 'zstd', level: -131_073 }, /level is -131073/],
    [{ codec: 'zstd', level: 1.5 }, /level is 1.5/],
    [{ codec: 'lz4', level: 18 }, /level is 18; it takes .* from 1 to 17 for lz4/],
    [{ codec: 'lz4', level: 3 }, /level is 3; it takes 9 for lz4/],
    [{ codec: 'snappy', level: 1 }, /level is 1; it takes no value for snappy/],
    [{ codec: 'none', level: 1 }, /level is 1; it takes no value for none/],
    [{ name: 'xz', compressSync: () => TEXT }, /^Option compression.name is "xz"/],
    [{ name: 'none', compressSync: () => TEXT }, /^Option compression.name is "none"/],
    [{ name: 'gzip', compress: () => TEXT }, /^Option compression.compressSync is undefined/],
    [{ name: 'gzip', compressSync: () => TEXT, compress: 1 }, /^Option compression.compress is 1/],
    [
      { name: 'gzip', compressSync: () => TEXT, backgroundFromBytes: -1 },
      /^Option compression.backgroundFromBytes is -1/,
    ],
  ])('refuses %o', (option, message) => {
    expect(() => resolveCompression(option)).toThrow(
      expect.objectContaining({
        name: 'ProducerError',
        code: 'INVALID_OPTION',
        message: expect.stringMatching(message),
      }),
    )
  })
})

/** Text that levels make a difference to. */
function mixed(): Buffer {
  const words = ['order', 'customer', 'total', 'currency', 'paid', 'pending', 'street', 'city']
  const lines = Array.from(
    { length: 400 },
    (_, index) => `${words[(index * 7) % 8]} ${index * 7_919} ${words[(index * index) % 8]}`,
  )
  return Buffer.from(lines.join('\n'))
}
