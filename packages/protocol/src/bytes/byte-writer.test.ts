import { describe, expect, it } from 'vitest'
import { ByteWriter } from './byte-writer.ts'

describe('ByteWriter', () => {
  it('keeps what it holds when it grows', () => {
    const writer = new ByteWriter()

    for (let i = 0; i < 1000; i++) writer.writeInt32(i)

    const written = writer.finish()
    expect(written).toHaveLength(4000)
    for (let i = 0; i < 1000; i++) expect(written.readInt32BE(4 * i)).toBe(i)
  })

  it('refuses more than the length of a frame can count, before it allocates', () => {
    const writer = new ByteWriter()
    writer.writeInt8(1)
    const tooMuch = new Uint8Array(2 ** 31 - 1)

    expect(() => writer.writeBytes(tooMuch)).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE' }),
    )
  })
})
