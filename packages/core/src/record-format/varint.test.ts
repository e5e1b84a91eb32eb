import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FieldReader } from './field-reader.ts'
import {
  unsignedVarintSize,
  varintSize,
  varlongSize,
  writeUnsignedVarint,
  writeVarint,
  writeVarlong,
} from './varint.ts'

/** As the format says it, in numbers that are never rounded. */
function referenceBytes(value: number): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n))
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return [...bytes, Number(rest)]
}

describe('varints', () => {
  it('write the bytes of Kafka’s documentation', () => {
    const target = Buffer.alloc(16)
    const written = [0, -1, 1, 63, -64, 64, 300, -2_147_483_648, 2_147_483_647].map((value) =>
      target.subarray(0, writeVarint(target, 0, value)).toString('hex'),
    )

    expect(written).toEqual([
      '00',
      '01',
      '02',
      '7e',
      '7f',
      '8001',
      'd804',
      'ffffffff0f',
      'feffffff0f',
    ])
  })

  it('take the bytes that their size says and read back', () => {
    const target = Buffer.alloc(16)
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(writeVarint(target, 0, value)).toBe(varintSize(value))
        expect(new FieldReader(target, 0).varlong()).toBe(value)
        expect(writeUnsignedVarint(target, 0, value)).toBe(unsignedVarintSize(value))
      }),
    )
  })

  it('hold every safe integer as varlongs', () => {
    const target = Buffer.alloc(16)
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const end = writeVarlong(target, 0, value)
        expect([...target.subarray(0, end)]).toEqual(referenceBytes(value))
        expect(end).toBe(varlongSize(value))
        expect(new FieldReader(target, 0).varlong()).toBe(value)
      }),
    )
  })
})
