import { describe, expect, it } from 'vitest'
import { crc32c } from './crc32c.ts'

// Values of RFC 3720, appendix B.4, and the common check value.
describe('crc32c', () => {
  it('agrees with the published check values', () => {
    const ascending = Buffer.from(Array.from({ length: 32 }, (_, index) => index))

    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa)
    expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43)
    expect(crc32c(ascending)).toBe(0x46dd794e)
  })

  it('leaves out what comes before the start', () => {
    expect(crc32c(Buffer.from('xyz123456789'), 3)).toBe(0xe3069283)
  })
})
