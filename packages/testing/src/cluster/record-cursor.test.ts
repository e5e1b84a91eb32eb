import { describe, expect, it } from 'vitest'
import { RecordCursor } from './record-cursor.ts'

const LENGTH = 0
const KEY_LENGTH = 4
const HEADER_COUNT = 8

// length 8 · attributes · timestamp delta -1 · offset delta 0 · key "k" · value null · one header without a value
const RECORD = [20, 0, 1, 0, 2, 0x6b, 1, 2, 2, 0x68, 1]

describe('RecordCursor', () => {
  it('reads every field of a record', () => {
    const cursor = new RecordCursor(Buffer.from(RECORD))

    cursor.next()

    expect(cursor.timestampDelta).toBe(-1)
    expect(cursor.offsetDelta).toBe(0)
    expect(cursor.key()).toEqual(Buffer.from('k'))
    expect(cursor.value()).toBeNull()
    expect(cursor.headers()).toEqual([{ key: 'h', value: null }])
    expect(cursor.remaining).toBe(0)
  })

  it('reads a time difference that does not fit 32 bits', () => {
    const elevenMonths = [0x80, 0x98, 0xcd, 0xc9, 0xd5, 0x01]
    const cursor = new RecordCursor(Buffer.from([22, 0, ...elevenMonths, 0, 1, 1, 0]))

    cursor.next()

    expect(cursor.timestampDelta).toBe(28_665_554_432)
  })

  it.each([
    ['nothing', []],
    ['a length past the end', [22, ...RECORD.slice(1)]],
    ['a negative length', [1, ...RECORD.slice(1)]],
    ['a length that the fields do not fill', [...RECORD.with(LENGTH, 22), 0]],
    ['a key past the end', RECORD.with(KEY_LENGTH, 200)],
    ['more headers than bytes', RECORD.with(HEADER_COUNT - 1, 126)],
    ['a negative number of headers', RECORD.with(HEADER_COUNT - 1, 1)],
    ['a header without a key', RECORD.with(HEADER_COUNT, 1)],
    ['a varint without an end', [0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['a varlong without an end', [30, 0, ...Array.from({ length: 11 }, () => 0xff), 0, 0]],
  ])('refuses %s', (_what, bytes) => {
    const cursor = new RecordCursor(Buffer.from(bytes))

    expect(() => cursor.next()).toThrow(expect.objectContaining({ error: 'INVALID_RECORD' }))
  })
})
