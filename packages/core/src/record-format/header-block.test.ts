import { describe, expect, it } from 'vitest'
import { headerBlockOf } from '../../test/header-block-of.ts'
import type { RecordHeaders } from '../record/producer-record.ts'
import { HeaderBlock, MAX_HEADERS } from './header-block.ts'

function textOf(block: HeaderBlock): unknown {
  return block.pairs().map(([name, value]) => [name, value?.toString() ?? null])
}

function written(block: HeaderBlock): Buffer {
  const bytes = Buffer.alloc(block.sizeInBytes)
  block.write(bytes, 0)
  return bytes
}

describe('HeaderBlock', () => {
  it('keeps order and repeated names of a list', () => {
    const block = headerBlockOf([
      ['b', '1'],
      ['a', null],
      ['b', Buffer.from('2')],
    ])

    expect(textOf(block)).toEqual([
      ['b', '1'],
      ['a', null],
      ['b', '2'],
    ])
  })

  it.each([1, 300])(
    'takes as many bytes as it says, between what stands around it (%i)',
    (count) => {
      const block = headerBlockOf({ name: 'ä'.repeat(count), empty: '', none: null })
      const target = Buffer.alloc(block.sizeInBytes + 2, 0xee)

      expect(block.write(target, 1)).toBe(1 + block.sizeInBytes)
      expect(target.subarray(1, -1)).toEqual(written(block))
      expect([target[0], target.at(-1)]).toEqual([0xee, 0xee])
    },
  )

  it('repeats a name for each item of an array in the object form', () => {
    expect(textOf(headerBlockOf({ a: ['1', '2'], b: 'x' }))).toEqual([
      ['a', '1'],
      ['a', '2'],
      ['b', 'x'],
    ])
  })

  it('adds contextual headers only under names that the record does not use', () => {
    const contextual: RecordHeaders = [
      ['id', 'theirs'],
      ['trace', 't'],
      ['trace', 'u'],
    ]

    expect(textOf(headerBlockOf({ id: 'mine' }, contextual))).toEqual([
      ['id', 'mine'],
      ['trace', 't'],
      ['trace', 'u'],
    ])
  })

  it('gives way name by name to whatever was read before', () => {
    const [inner, outer]: RecordHeaders[] = [
      [
        ['id', '2'],
        ['trace', '2'],
      ],
      { id: '3', trace: '3', tenant: ['3', '4'] },
    ]

    expect(textOf(headerBlockOf({ id: '1' }, inner as never, outer as never))).toEqual([
      ['id', '1'],
      ['trace', '2'],
      ['tenant', '3'],
      ['tenant', '4'],
    ])
  })

  it('takes hostile names as data', () => {
    const headers = JSON.parse('{"__proto__":"x","constructor":"y"}')

    expect(textOf(headerBlockOf(headers))).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })

  it('leaves out what an object only inherits', () => {
    const headers = Object.assign(Object.create({ theirs: '1' }), { own: '2' })

    expect(textOf(headerBlockOf(headers))).toEqual([['own', '2']])
  })

  it('serves the next record, with nothing left of the one before', () => {
    const block = headerBlockOf({ a: '1', b: '2' }, { c: '3' })

    block.read({ d: '4' }, [])

    expect(textOf(block)).toEqual([['d', '4']])
    expect(written(block)).toEqual(written(headerBlockOf({ d: '4' })))
  })

  it('has what was there when it was read, and a copy keeps it', () => {
    const bytes = Buffer.from('as it was')
    const block = headerBlockOf({ h: bytes })
    bytes.fill('x')
    const copy = block.copy()
    block.read({ another: 'one' }, [])

    expect(textOf(copy)).toEqual([['h', 'as it was']])
    expect(copy.sizeInBytes).toBe(headerBlockOf({ h: 'as it was' }).sizeInBytes)
  })

  it('refuses bytes that are gone', () => {
    const bytes = new Uint8Array([1, 2, 3])
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] })

    expect(() => headerBlockOf({ h: bytes })).toThrow(
      expect.objectContaining({
        code: 'INVALID_RECORD',
        message: 'the bytes of header "h" are gone: its buffer is detached',
      }),
    )
  })

  it.each([
    [{ a: 1 }, 'header "a" must be a string, bytes or null, not 1'],
    [{ a: undefined }, 'header "a" must be a string, bytes or null, not undefined'],
    [[['a']], 'headers given as a list must be pairs of a name and a value, not an array of 1'],
    [[[1, 'x']], "a header's name must be a string, not 1"],
    [
      Promise.resolve({ a: 'b' }),
      'headers must be an object or a list of pairs, not an object (Promise)',
    ],
    ['a=b', 'headers must be an object or a list of pairs, not "a=b"'],
    [new Array(MAX_HEADERS + 1).fill(['a', 'b']), `a record has at most ${MAX_HEADERS} headers`],
  ])('refuses %j by name', (headers, message) => {
    expect(() => headerBlockOf(headers as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_RECORD', message }),
    )
  })
})
