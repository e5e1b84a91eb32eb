import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32c, crc32cInJavaScript } from './crc32c.ts'

describe('CRC-32C', () => {
  it('gives the check value of its definition', () => {
    expect(crc32cInJavaScript(Buffer.from('123456789'), 0)).toBe(0xe306_9283)
    expect(crc32c(Buffer.from('123456789'), 0)).toBe(0xe306_9283)
  })

  it('is the same in JavaScript as in native code, from any position', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(40), (bytes, start) => {
        const from = Math.min(start, bytes.length)
        expect(crc32cInJavaScript(bytes, from)).toBe(crc32c(bytes, from))
      }),
    )
  })
})
