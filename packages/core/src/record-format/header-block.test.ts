import { describe, expect, it } from 'vitest'
import { headerListOf } from '../../test/header-list-of.ts'
import type { RecordHeaders } from '../record/producer-record.ts'
import { HeaderList, MAX_HEADERS } from './header-list.ts'

/** What stands in the record. */
function written(list: HeaderList): readonly (readonly [string, Buffer | null])[] {
  return list.toBlock().pairs()
}

function pairsOf(headers: RecordHeaders, contextual?: RecordHeaders): unknown {
  const list = new HeaderList()
  list.read(headers, contextual)
  return list.pairs()
}

describe('HeaderList', () => {
  it('keeps order and repeated names of a list', () => {
    const list = headerListOf([
      ['b', '1'],
      ['a', null],
      ['b', Buffer.from('2')],
    ])

    expect(written(list)).toEqual([
      ['b', Buffer.from('1')],
      ['a', null],
      ['b', Buffer.from('2')],
    ])
  })

  it('takes as many bytes as it says, between what stands around it', () => {
    const list = headerListOf({ name: 'ä'.repeat(100), empty: '', none: null })
    const target = Buffer.alloc(list.sizeInBytes + 2, 0xee)

    expect(list.write(target, 1)).toBe(1 + list.sizeInBytes)
    expect(target.subarray(1, -1)).toEqual(blockBytes(list))
    expect([target[0], target.at(-1)]).toEqual([0xee, 0xee])
  })

  it('repeats a name for each item of an array in the object form', () => {
    expect(pairsOf({ a: ['1', '2'], b: 'x' })).toEqual([
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

    expect(pairsOf({ id: 'mine' }, contextual)).toEqual([
      ['id', 'mine'],
      ['trace', 't'],
      ['trace', 'u'],
    ])
  })

  it('takes hostile names as data', () => {
    expect(pairsOf(JSON.parse('{"__proto__":"x","constructor":"y"}'))).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })

  it('leaves out what an object only inherits', () => {
    expect(pairsOf(Object.assign(Object.create({ theirs: '1' }), { own: '2' }))).toEqual([
      ['own', '2'],
    ])
  })

  it('serves the next record, with nothing left of the one before', () => {
    const list = headerListOf({ a: '1', b: '2', c: '3' })

    list.read({ d: '4' }, undefined)
    list.measure()

    expect(list.pairs()).toEqual([['d', '4']])
    expect(written(list)).toEqual([['d', Buffer.from('4')]])
  })

  it('writes what was there when it was measured, and knows when bytes are gone', () => {
    const bytes = new Uint8Array([1, 2, 3])
    const list = new HeaderList()
    list.read({ h: bytes }, undefined)
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] })

    expect(() => list.measure()).toThrow(
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
    expect(() => new HeaderList().read(headers as never, undefined)).toThrow(
      expect.objectContaining({ code: 'INVALID_RECORD', message }),
    )
  })
})

function blockBytes(list: HeaderList): Buffer {
  const bytes = Buffer.alloc(list.sizeInBytes)
  list.toBlock().write(bytes, 0)
  return bytes
}
