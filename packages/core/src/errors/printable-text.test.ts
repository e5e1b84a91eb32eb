import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printableText } from './printable-text.ts'

describe('printableText', () => {
  it('leaves ordinary text as it is, whatever its script', () => {
    expect(printableText('Bestellung größer 10 € – 注文 🚚', 100)).toBe(
      'Bestellung größer 10 € – 注文 🚚',
    )
  })

  it.each([
    ['a\r\nb', 'a\\u000d\\u000ab'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['\u009b31mred', '\\u009b31mred'],
    ['a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['\u0000\u007f', '\\u0000\\u007f'],
  ])('escapes %j (S83)', (text, printed) => {
    expect(printableText(text, 100)).toBe(printed)
  })

  it('cuts what is longer than the limit and says so', () => {
    expect(printableText('abcdef', 5)).toBe('abcde…')
    expect(printableText('abcde', 5)).toBe('abcde')
  })

  it('never lets a control character or a line break through', () => {
    fc.assert(
      fc.property(fc.uint16Array({ max: 0x2100 }), (codes) => {
        expect(printableText(String.fromCharCode(...codes), 1_000)).not.toMatch(
          /[\p{Cc}\u2028\u2029]/u,
        )
      }),
    )
  })
})
