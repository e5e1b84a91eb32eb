import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decompressRecords } from './decompress-records.ts'

const GZIP = 1
const SNAPPY = 2
const LZ4 = 3
const ZSTD = 4
const MIB_OF_ZEROS = Buffer.alloc(1_048_576)

// "abcabcabcabc": a literal of 3 bytes and a copy of 9 bytes from 3 back, which overlaps itself.
const SNAPPY_BLOCK = Buffer.from([12, 0x08, ...Buffer.from('abc'), 0x15, 3])
const LZ4_BLOCK = Buffer.from([0x35, ...Buffer.from('abc'), 3, 0])
const LZ4_FRAME_HEADER = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82])

function lz4Frame(...blocks: readonly Buffer[]): Buffer {
  const sized = blocks.map((block) => Buffer.concat([uint32(block.length), block]))
  return Buffer.concat([LZ4_FRAME_HEADER, ...sized, uint32(0)])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function xerial(...blocks: readonly Buffer[]): Buffer {
  const header = Buffer.from([0x82, ...Buffer.from('SNAPPY'), 0, 0, 0, 0, 1, 0, 0, 0, 1])
  const sized = blocks.flatMap((block) => [uint32(block.length).reverse(), block])
  return Buffer.concat([header, ...sized])
}

describe('decompressRecords', () => {
  it('repeats what overlaps itself, in snappy and in LZ4', () => {
    const literalsOnly = Buffer.from([0x30, ...Buffer.from('xyz')])

    expect(String(decompressRecords(SNAPPY, SNAPPY_BLOCK))).toBe('abcabcabcabc')
    expect(String(decompressRecords(LZ4, lz4Frame(LZ4_BLOCK, literalsOnly)))).toBe(
      'abcabcabcabcxyz',
    )
  })

  it('joins the blocks of xerial framing', () => {
    const framed = xerial(SNAPPY_BLOCK, SNAPPY_BLOCK)

    expect(String(decompressRecords(SNAPPY, framed))).toBe('abcabcabcabcabcabcabcabc')
  })

  it('reads snappy literals and copies with long lengths and offsets', () => {
    const literal = Buffer.alloc(70, 'x')
    const block = Buffer.concat([
      Buffer.from([120, 60 << 2, 69]),
      literal,
      Buffer.from([(29 << 2) | 2, 70, 0]),
      Buffer.from([(19 << 2) | 3, 1, 0, 0, 0]),
    ])

    expect(String(decompressRecords(SNAPPY, block))).toBe('x'.repeat(120))
  })

  it('reads LZ4 lengths that do not fit the token, and stored blocks', () => {
    const long = Buffer.concat([
      Buffer.from([0xff, 5]),
      Buffer.alloc(20, 'a'),
      Buffer.from([1, 0, 255, 1]),
    ])
    const stored = Buffer.from('stored')
    const sized = Buffer.concat([uint32(0x80000000 + stored.length), stored])
    const frame = Buffer.concat([LZ4_FRAME_HEADER, uint32(long.length), long, sized, uint32(0)])

    expect(String(decompressRecords(LZ4, frame))).toBe(`${'a'.repeat(20 + 15 + 255 + 1 + 4)}stored`)
  })

  it.each([
    ['gzip', GZIP, gzipSync(MIB_OF_ZEROS)],
    [
      'snappy',
      SNAPPY,
      Buffer.concat([
        Buffer.from([0]),
        Buffer.from([0, 1]),
        Buffer.alloc(30_000, Buffer.from([0xfe, 1, 0])),
      ]),
    ],
    [
      'LZ4',
      LZ4,
      lz4Frame(
        Buffer.concat([Buffer.from([0x1f, 0, 1, 0]), Buffer.alloc(8_000, 255), Buffer.from([0])]),
      ),
    ],
    ['zstd', ZSTD, zstdCompressSync(MIB_OF_ZEROS)],
  ])('stops %s that unfolds to more than is allowed', (_codec, compression, input) => {
    expect(() => decompressRecords(compression, input, 100_000)).toThrow(
      expect.objectContaining({ error: 'CORRUPT_MESSAGE' }),
    )
    expect(decompressRecords(compression, input, 3_000_000).length).toBeGreaterThan(100_000)
  })

  it.each([
    ['a copy from before the start', SNAPPY, Buffer.from([4, 0x01, 9])],
    ['a copy of distance 0', SNAPPY, Buffer.from([8, 0x08, 1, 2, 3, 0x01, 0])],
    ['a literal past the end', SNAPPY, Buffer.from([8, 0x7c, 1])],
    ['a cut length', SNAPPY, Buffer.from([0xff])],
    ['a length without an end', SNAPPY, Buffer.alloc(8, 0xff)],
    ['a block past the end', SNAPPY, xerial(SNAPPY_BLOCK).subarray(0, -2)],
    ['no LZ4 frame', LZ4, Buffer.from('no frame')],
    ['an LZ4 frame without its end', LZ4, lz4Frame(LZ4_BLOCK).subarray(0, -4)],
    ['an LZ4 block past the end', LZ4, lz4Frame(LZ4_BLOCK).subarray(0, -6)],
    ['an LZ4 literal past the end', LZ4, lz4Frame(Buffer.from([0xe0, 1]))],
    ['an LZ4 copy from before the start', LZ4, lz4Frame(Buffer.from([0x10, 1, 9, 0]))],
    ['no gzip', GZIP, Buffer.from('no gzip')],
    ['no zstd', ZSTD, Buffer.from('no zstd')],
  ])('refuses %s', (_what, compression, input) => {
    expect(() => decompressRecords(compression, input)).toThrow(
      expect.objectContaining({ error: 'CORRUPT_MESSAGE' }),
    )
  })
})
