import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8Size, writeUtf8 } from './utf8.ts'

const BEFORE = 3
const BEHIND = 2
const UNTOUCHED = 0xee

describe('text', () => {
  it('is sized and written as Node does it, at any length and with any characters', () => {
    const unit = fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 0x7f }) },
      fc.integer({ min: 0x80, max: 0xffff }), // With surrogates that have no partner.
    )
    const text = fc.array(unit, { maxLength: 60 }).map((units) => String.fromCharCode(...units))
    fc.assert(
      fc.property(text, (written) => {
        expect(writtenBytes(written)).toEqual(Buffer.from(written))
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([23, 24, 25])(
    'of %i characters keeps the last of them when it is not ASCII',
    (length) => {
      const text = 'k'.repeat(length - 1).concat('é')

      expect(writtenBytes(text).toString()).toBe(text)
    },
  )
})

/** What is written for a text, after a look at what stands before and behind it. */
function writtenBytes(text: string): Buffer {
  const size = utf8Size(text)
  const target = Buffer.alloc(BEFORE + size + BEHIND, UNTOUCHED)
  writeUtf8(target, BEFORE, text, size)
  const written = target.subarray(BEFORE, BEFORE + size)
  const around = [...target.subarray(0, BEFORE), ...target.subarray(BEFORE + size)]
  expect(around).toEqual(Array.from({ length: BEFORE + BEHIND }, () => UNTOUCHED))
  return written
}
