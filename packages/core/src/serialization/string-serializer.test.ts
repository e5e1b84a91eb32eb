import { describe, expect, it } from 'vitest'
import { string } from './string-serializer.ts'

const CONTEXT = { topic: 'orders', field: 'key' } as const

describe('string', () => {
  it.each([['o-1'], [''], ['größe 注文']])('gives %j as it is', (value) => {
    expect(string().serialize(value, CONTEXT)).toBe(value)
  })

  it.each([
    [5, '5'],
    [{}, 'an object (Object)'],
    [true, 'true'],
    [Buffer.from('o-1'), 'an object (Uint8Array)'],
  ])('converts nothing: %o is refused', (value, described) => {
    const serialize: (value: never, context: typeof CONTEXT) => unknown = string().serialize

    expect(() => Reflect.apply(serialize, string(), [value, CONTEXT])).toThrow(
      expect.objectContaining({
        code: 'INVALID_RECORD',
        topic: 'orders',
        message: `The key of a record for topic "orders" is not text but ${described}`,
      }),
    )
  })
})
