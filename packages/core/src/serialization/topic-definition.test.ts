import { describe, expect, expectTypeOf, it } from 'vitest'
import { bytes } from './bytes-serializer.ts'
import { json } from './json-serializer.ts'
import { serializeField } from './serialize-field.ts'
import { string } from './string-serializer.ts'
import { defineTopic, type TopicDefinition } from './topic-definition.ts'

describe('defineTopic', () => {
  it('keeps name and serializers, frozen', () => {
    const key = string()
    const value = json<{ total: number }>()

    const orders = defineTopic('orders', { key, value })

    expect(orders).toEqual({ name: 'orders', key, value })
    expect(Object.isFrozen(orders)).toBe(true)
    expectTypeOf(orders).toEqualTypeOf<TopicDefinition<string, { total: number }>>()
  })

  it('makes a topic without a key serializer keyless', () => {
    const logs = defineTopic('logs', { value: bytes() })

    expectTypeOf(logs).toEqualTypeOf<TopicDefinition<never, Uint8Array>>()
    expect(serializeField(logs.key, null, 'logs', 'key')).toBeNull()
    expect(serializeField(logs.key, undefined, 'logs', 'key')).toBeNull()
    expect(() => Reflect.apply(serializeField, undefined, [logs.key, 'k', 'logs', 'key'])).toThrow(
      expect.objectContaining({
        code: 'INVALID_RECORD',
        topic: 'logs',
        message: 'Topic "logs" was defined without a key serializer, so its records have no key',
      }),
    )
  })

  it.each(['__proto__', 'constructor'])('takes %s for a topic like any other (S57)', (name) => {
    expect(defineTopic(name, { value: string() }).name).toBe(name)
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
    expect(Object.hasOwn(Object.prototype, 'value')).toBe(false)
  })

  it.each([
    ['', 'Topic name "" is not legal: it is empty'],
    ['a b', 'Topic name "a b" is not legal: character 2 is none of a-z A-Z 0-9 . _ -'],
    [
      'x'.repeat(300),
      `Topic name "${'x'.repeat(100)}…" is not legal: it has 300 characters, of at most 249`,
    ],
    ['a\n', 'Topic name "a\\u000a" is not legal: character 2 is none of a-z A-Z 0-9 . _ -'],
  ])('refuses the name %j (S57)', (name, message) => {
    expect(() => defineTopic(name, { value: string() })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message }),
    )
  })

  it.each([
    [undefined, /needs \{ key, value \} serializers, not undefined$/],
    [null, /needs \{ key, value \} serializers, not null$/],
    [{}, /^The value serializer of topic "orders" is undefined/],
    [{ value: 'json' }, /^The value serializer of topic "orders" is "json"/],
    [{ value: string }, /^The value serializer of topic "orders" is a function/],
    [{ key: null, value: string() }, /^The key serializer of topic "orders" is null/],
    [{ key: {}, value: string() }, /^The key serializer of topic "orders" is an object/],
  ])('refuses %o in place of serializers', (serializers, message) => {
    expect(() => Reflect.apply(defineTopic, undefined, ['orders', serializers])).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringMatching(message),
      }),
    )
  })
})
