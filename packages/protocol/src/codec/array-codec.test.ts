import { describe, expect, it } from 'vitest'
import { ByteReader } from '../bytes/byte-reader.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import { arrayCodec } from './array-codec.ts'
import { structCodec } from './struct-codec.ts'

describe('arrayCodec', () => {
  it.each([
    { compact: false, hex: '00000004' + '000001' },
    { compact: false, hex: '7fffffff' + '000001' },
    { compact: true, hex: '05' + '000001' },
    { compact: true, hex: 'ffffffff0f' + '000001' },
  ])('reads no element when $hex announces more than there are bytes for', ({ compact, hex }) => {
    let elementsRead = 0
    const element = {
      minBytes: 1,
      write: () => undefined,
      read: () => {
        elementsRead++
      },
    }
    const reader = new ByteReader(Buffer.from(hex, 'hex'))

    expect(() => arrayCodec(element, compact, false).read(reader)).toThrow(/elements announced/)
    expect(elementsRead).toBe(0)
  })

  it('takes an element of no bytes for one of one byte, so that a count cannot be made up', () => {
    const empty = structCodec([], null)
    const codec = arrayCodec(empty, false, false)

    expect(empty.minBytes).toBe(0)
    expect(() => codec.read(new ByteReader(Buffer.from('00000001', 'hex')))).toThrow(
      /elements announced/,
    )
  })
})

describe('an array of more elements than Kafka counts', () => {
  it.each([false, true])('is refused (compact: %s)', (compact) => {
    const element = { minBytes: 1, write: () => undefined, read: () => undefined }
    const elements: unknown[] = []
    elements.length = 2 ** 31

    expect(() => arrayCodec(element, compact, false).write(new ByteWriter(), elements)).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE' }),
    )
  })
})
