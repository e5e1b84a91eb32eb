import { describe, expect, it } from 'vitest'
import { describeValue } from './describe-value.ts'

class Secret {
  readonly password = 'hunter2'
  get [Symbol.toStringTag](): string {
    return 'Secret\nINFO all is well'
  }
}

describe('describeValue', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [-1, '-1'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [10n, '10n'],
    ['text', '"text"'],
    ['two\nlines', '"two\\u000alines"'],
    ['x'.repeat(200), `"${'x'.repeat(100)}…"`],
    [[1, 2], 'an array of 2'],
    [{ password: 'hunter2' }, 'an object (Object)'],
    [Buffer.from('hunter2'), 'an object (Uint8Array)'],
    [new Date(0), 'an object (Date)'],
    [Object.create(null), 'an object (Object)'],
    [() => 'hunter2', 'a function'],
    [Symbol('hunter2'), 'a symbol'],
  ])('says %o as %s', (value, described) => {
    expect(describeValue(value)).toBe(described)
  })

  it('shows nothing of what an object holds and keeps to one line', () => {
    expect(describeValue(new Secret())).toBe('an object (Secret\\u000aINFO all is well)')
  })

  it('says what it can of a proxy that throws, or that was revoked', () => {
    const throwing = new Proxy(
      {},
      {
        get: () => {
          throw new Error('a trap')
        },
      },
    )
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()

    expect([describeValue(throwing), describeValue(proxy)]).toEqual(['an object', 'an object'])
  })
})
