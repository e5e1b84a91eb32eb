import { describe, expect, it } from 'vitest'
import { decodeHeaders, encodeHeaders, listHeaders, MAX_HEADERS } from './header-block.ts'

describe('headers', () => {
  it('keep order and repeated names of a list', () => {
    const pairs = listHeaders(
      [
        ['b', '1'],
        ['a', null],
        ['b', Buffer.from('2')],
      ],
      undefined,
    )

    expect(decodeHeaders(encodeHeaders(pairs))).toEqual([
      ['b', Buffer.from('1')],
      ['a', null],
      ['b', Buffer.from('2')],
    ])
  })

  it('repeat a name for each item of an array in the object form', () => {
    expect(listHeaders({ a: ['1', '2'], b: 'x' }, undefined)).toEqual([
      ['a', '1'],
      ['a', '2'],
      ['b', 'x'],
    ])
  })

  it('add contextual headers only under names that the record does not use', () => {
    const pairs = listHeaders({ id: 'mine' }, [
      ['id', 'theirs'],
      ['trace', 't'],
      ['trace', 'u'],
    ])

    expect(pairs).toEqual([
      ['id', 'mine'],
      ['trace', 't'],
      ['trace', 'u'],
    ])
  })

  it('take hostile names as data', () => {
    const pairs = listHeaders(JSON.parse('{"__proto__":"x","constructor":"y"}'), undefined)

    expect(pairs).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
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
  ])('refuse %j by name', (headers, message) => {
    expect(() => listHeaders(headers as never, undefined)).toThrow(
      expect.objectContaining({ code: 'INVALID_RECORD', message }),
    )
  })
})
