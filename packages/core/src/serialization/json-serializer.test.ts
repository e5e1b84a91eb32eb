import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { json } from './json-serializer.ts'
import { serializeField } from './serialize-field.ts'
import type { Serializer } from './serializer.ts'
import type { SchemaResult, StandardSchema } from './standard-schema.ts'

const CONTEXT = { topic: 'orders', field: 'value' } as const

const orderSchema = z.object({
  id: z.string(),
  items: z.array(z.object({ sku: z.string(), quantity: z.number().int().positive() })).default([]),
})

/** A schema written by hand, that answers what it is told to. */
function schemaAnswering(
  answer: (value: unknown) => SchemaResult<string> | Promise<SchemaResult<string>>,
): StandardSchema<string> {
  return { '~standard': { version: 1, vendor: 'by hand', validate: answer } }
}

describe('json without a schema', () => {
  it.each([
    [{ id: 'o-1', total: 12 }, '{"id":"o-1","total":12}'],
    ['text', '"text"'],
    [0, '0'],
    [[null, true], '[null,true]'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ])('writes %o', (value, text) => {
    expect(json().serialize(value, CONTEXT)).toBe(text)
  })

  it.each([
    [() => 1, 'a function, has no JSON form'],
    [Symbol('s'), 'a symbol, has no JSON form'],
    [{ toJSON: () => undefined }, 'an object (Object), has no JSON form'],
  ])('refuses %o, which JSON leaves out', (value, reason) => {
    expect(() => json().serialize(value, CONTEXT)).toThrow(
      expect.objectContaining({
        code: 'SERIALIZATION_FAILED',
        topic: 'orders',
        message: `The value of a record for topic "orders", ${reason}`,
      }),
    )
  })

  it('refuses a bigint with the reason as the cause', () => {
    expect(() => json().serialize({ total: 10n }, CONTEXT)).toThrow(
      expect.objectContaining({
        code: 'SERIALIZATION_FAILED',
        cause: expect.any(TypeError),
        message: expect.stringMatching(/has no JSON form: ".*BigInt.*"$/),
      }),
    )
  })

  it('refuses a circle with the reason as the cause', () => {
    const circle: { self?: unknown } = {}
    circle.self = circle

    expect(() => json().serialize(circle, CONTEXT)).toThrow(
      expect.objectContaining({ code: 'SERIALIZATION_FAILED', cause: expect.any(TypeError) }),
    )
  })

  it('takes the type that it is given', () => {
    expectTypeOf(json<{ id: string }>()).toEqualTypeOf<Serializer<{ id: string }>>()
    expectTypeOf(json()).toEqualTypeOf<Serializer<unknown>>()
  })
})

describe('json with a schema', () => {
  it("takes the schema's input type", () => {
    expectTypeOf(json(orderSchema)).toEqualTypeOf<
      Serializer<{ id: string; items?: { sku: string; quantity: number }[] | undefined }>
    >()
  })

  it("writes the schema's output, defaults applied and unknown fields left out", () => {
    const order = { id: 'o-1', note: 'not in the schema' }

    expect(json(orderSchema).serialize(order, CONTEXT)).toBe('{"id":"o-1","items":[]}')
    expect(order).toEqual({ id: 'o-1', note: 'not in the schema' })
  })

  it('lists where and why a value does not fit', () => {
    const order = { id: 'o-1', items: [{ sku: 'a', quantity: -1 }] }

    expect(() => json(orderSchema).serialize(order, CONTEXT)).toThrow(
      expect.objectContaining({
        code: 'INVALID_RECORD',
        topic: 'orders',
        message: expect.stringMatching(
          /^The value of a record for topic "orders" does not fit its schema: items\[0\]\.quantity: /,
        ),
      }),
    )
  })

  it('refuses an asynchronous schema and handles how its validation ends', async () => {
    const rejections: unknown[] = []
    const onRejection = (reason: unknown): void => {
      rejections.push(reason)
    }
    process.on('unhandledRejection', onRejection)
    const schema = schemaAnswering(() => Promise.reject(new Error('registry is away')))

    expect(() => json(schema).serialize('a', CONTEXT)).toThrow(
      expect.objectContaining({
        code: 'SERIALIZATION_FAILED',
        message:
          'The value schema of topic "orders" ("by hand") validates asynchronously; validate before send, ' +
          'or use a synchronous schema',
      }),
    )
    // Node reports unhandled rejections before it goes on to the next turn.
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', onRejection)
    expect(rejections).toEqual([])
  })

  it("refuses zod's asynchronous checks", () => {
    const schema = z.string().refine(async () => true)

    expect(() => json(schema).serialize('a', CONTEXT)).toThrow(
      expect.objectContaining({
        code: 'SERIALIZATION_FAILED',
        message: expect.stringContaining('"zod"'),
      }),
    )
  })

  it('takes a schema that is a function', () => {
    const schema = Object.assign(
      () => undefined,
      schemaAnswering((value) => ({ value: `${value}!` })),
    )

    expect(json(schema).serialize('a', CONTEXT)).toBe('"a!"')
  })

  it('writes the null that a schema made of a value as JSON, not as a tombstone', () => {
    const schema = z.string().transform(() => null)

    expect(serializeField(json(schema), 'a', 'orders', 'value')).toBe('null')
  })

  it.each([
    [
      () => {
        throw new Error('schema is broken')
      },
    ],
    [() => undefined],
    [() => 5],
  ])('fails the record alone when the schema is broken: %o (S60)', (validate) => {
    const schema: StandardSchema<string> = schemaAnswering(() => ({ value: 'a' }))
    Object.assign(schema['~standard'], { validate })

    expect(() => serializeField(json(schema), 'a', 'orders', 'value')).toThrow(
      expect.objectContaining({ code: 'SERIALIZATION_FAILED', topic: 'orders' }),
    )
  })

  it.each([
    [null],
    [{}],
    ['schema'],
    [{ '~standard': null }],
    [{ '~standard': { version: 2, vendor: 'later', validate: () => ({ value: 1 }) } }],
    [{ '~standard': { version: 1, vendor: 'broken' } }],
  ])('refuses %o, which is no Standard Schema', (schema) => {
    expect(() => Reflect.apply(json, undefined, [schema])).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringMatching(/^json\(\) takes a Standard Schema/),
      }),
    )
  })
})
