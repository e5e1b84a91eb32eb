import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'

describe('readUnsignedVarint', () => {
  it.each([
    { hex: '00', value: 0 },
    { hex: '7f', value: 127 },
    { hex: '8001', value: 128 },
    { hex: 'ff7f', value: 16_383 },
    { hex: '808001', value: 16_384 },
    { hex: 'ffffffff07', value: 2 ** 31 - 1 },
    { hex: '8080808008', value: 2 ** 31 },
    { hex: 'ffffffff0f', value: 2 ** 32 - 1 },
    { hex: '8000', value: 0 },
  ])('reads $hex as $value', ({ hex, value }) => {
    const reader = new ByteReader(Buffer.from(hex, 'hex'))

    expect(reader.readUnsignedVarint()).toBe(value)
    expect(reader.remaining()).toBe(0)
  })

  it.each(['8080808010', 'ffffffff1f', '808080808000', 'ffffffffff01'])(
    'refuses %s, which is more than 32 bits',
    (hex) => {
      const reader = new ByteReader(Buffer.from(hex, 'hex'))

      expect(() => reader.readUnsignedVarint()).toThrow(/exceeds 32 bits/)
    },
  )

  it('reads what ByteWriter writes', () => {
    const property = fc.property(fc.nat(), fc.boolean(), (value, high) => {
      const written = high ? value + 2 ** 31 : value
      const writer = new ByteWriter()
      writer.writeUnsignedVarint(written)

      expect(new ByteReader(writer.finish()).readUnsignedVarint()).toBe(written)
    })

    fc.assert(property)
  })
})

describe('ByteReader', () => {
  it('stays where it is when the bytes are not there', () => {
    const reader = new ByteReader(Buffer.from([1, 2, 3]))

    expect(() => reader.readInt32()).toThrow('4 bytes announced at byte 0, 3 left')
    expect(reader.readInt16()).toBe(0x0102)
    expect(reader.position()).toBe(2)
  })
})
