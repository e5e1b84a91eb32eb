import { describe, expect, it } from 'vitest'
import { describeValue } from './describe-value.ts'

describe('describeValue', () => {
  it.each([
    { value: 'name', shown: '"name"' },
    { value: 'line\r\n\u001b[31m', shown: String.raw`"line\r\n\u001b[31m"` },
    { value: '\u2028\u2029\u0085\u202e', shown: String.raw`"\u{2028}\u{2029}\u{85}\u{202e}"` },
    { value: 'größe 日本', shown: '"größe 日本"' },
    { value: 'x'.repeat(61), shown: `"${'x'.repeat(60)}…"` },
    { value: 5n, shown: '5n' },
    { value: 1n << 200n, shown: 'a bigint beyond 128 bits' },
    { value: 1.5, shown: '1.5' },
    { value: undefined, shown: 'undefined' },
    { value: null, shown: 'null' },
    { value: [1], shown: 'an array' },
    { value: () => undefined, shown: 'a function' },
    { value: Symbol('s'), shown: 'a symbol' },
  ])('shows $shown', ({ value, shown }) => {
    expect(describeValue(value)).toBe(shown)
  })

  it('runs no code of the value', () => {
    const hostile = { toString: () => expect.unreachable(), toJSON: () => expect.unreachable() }

    expect(describeValue(hostile)).toBe('an object')
  })
})
