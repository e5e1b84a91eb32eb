import { describe, expect, it, vi } from 'vitest'
import { ProducerError } from '../errors/producer-error.ts'
import { serializeField } from './serialize-field.ts'
import type { SerializationContext, Serializer } from './serializer.ts'

/** A serializer that gives back whatever it is told to, also what its type forbids. */
function returning(form: unknown): Serializer<string> {
  return { serialize: (): never => form as never }
}

function throwing(error: unknown): Serializer<string> {
  return {
    serialize() {
      throw error
    },
  }
}

function failureOf(run: () => unknown): ProducerError {
  try {
    run()
  } catch (error) {
    if (error instanceof ProducerError) return error
    throw error
  }
  throw new Error('Nothing was thrown')
}

describe('serializeField', () => {
  it.each([['text'], [''], [Buffer.from('bytes')], [new Uint8Array(0)], [null]])(
    'gives %o as the serializer gave it',
    (form) => {
      expect(serializeField(returning(form), 'value', 'orders', 'value')).toBe(form)
    },
  )

  it('writes null without asking the serializer', () => {
    const serializer = { serialize: vi.fn(() => 'never') }

    expect(serializeField(serializer, null, 'orders', 'value')).toBeNull()
    expect(serializeField(serializer, null, 'orders', 'key')).toBeNull()
    expect(serializeField(serializer, undefined, 'orders', 'key')).toBeNull()
    expect(serializer.serialize).not.toHaveBeenCalled()
  })

  it('takes an empty key for a key', () => {
    const serializer = { serialize: vi.fn(() => '') }

    serializeField(serializer, '', 'orders', 'key')

    expect(serializer.serialize).toHaveBeenCalledTimes(1)
  })

  it('refuses an undefined value without asking the serializer (S58)', () => {
    const serializer = { serialize: vi.fn(() => 'never') }

    const error = failureOf(() => serializeField(serializer, undefined, 'orders', 'value'))

    expect(error).toMatchObject({ code: 'INVALID_RECORD', topic: 'orders', persisted: 'no' })
    expect(serializer.serialize).not.toHaveBeenCalled()
  })

  it('tells the serializer which field of which topic it writes', () => {
    const contexts: SerializationContext[] = []
    const serializer: Serializer<string> = {
      serialize(value, context) {
        contexts.push(context)
        return value
      },
    }

    serializeField(serializer, 'a', 'orders', 'key')
    serializeField(serializer, 'a', 'orders', 'value')
    serializeField(serializer, 'a', 'audit', 'key')
    serializeField(serializer, 'a', 'orders', 'key')

    expect(contexts).toEqual([
      { topic: 'orders', field: 'key' },
      { topic: 'orders', field: 'value' },
      { topic: 'audit', field: 'key' },
      { topic: 'orders', field: 'key' },
    ])
  })

  it('makes no new context for the next record of the same topic, and lets nobody change it', () => {
    const contexts: SerializationContext[] = []
    const serializer: Serializer<string> = {
      serialize(value, context) {
        contexts.push(context)
        return value
      },
    }

    for (const value of ['a', 'b']) {
      serializeField(serializer, value, 'payments', 'key')
      serializeField(serializer, value, 'payments', 'value')
    }

    expect(contexts[2]).toBe(contexts[0])
    expect(contexts[3]).toBe(contexts[1])
    expect(contexts.every((context) => Object.isFrozen(context))).toBe(true)
  })

  it('names topic, field and reason when a serializer throws (S60)', () => {
    const cause = new TypeError('no such schema')

    const error = failureOf(() => serializeField(throwing(cause), 'a', 'orders', 'key'))

    expect(error).toMatchObject({ code: 'SERIALIZATION_FAILED', topic: 'orders', cause })
    expect(error.message).toBe('The key serializer of topic "orders" threw "no such schema"')
  })

  it.each([
    [undefined, 'undefined'],
    ['just text', '"just text"'],
    [{ password: 'hunter2' }, 'an object (Object)'],
  ])('survives a serializer that throws %o (S60)', (thrown, described) => {
    const error = failureOf(() => serializeField(throwing(thrown), 'a', 'orders', 'value'))

    expect(error.code).toBe('SERIALIZATION_FAILED')
    expect(error.message).toBe(`The value serializer of topic "orders" threw ${described}`)
  })

  it.each(['INVALID_RECORD', 'SERIALIZATION_FAILED'] as const)(
    "passes a serializer's own %s on",
    (code) => {
      const own = new ProducerError(code, 'the total is negative')

      expect(failureOf(() => serializeField(throwing(own), 'a', 'orders', 'value'))).toBe(own)
    },
  )

  it('does not let a serializer claim that something was sent', () => {
    const claim = new ProducerError('DELIVERY_TIMEOUT', 'late', { persisted: 'possibly' })

    const error = failureOf(() => serializeField(throwing(claim), 'a', 'orders', 'value'))

    expect(error).toMatchObject({
      code: 'SERIALIZATION_FAILED',
      persisted: 'no',
      cause: claim,
    })
  })

  it('refuses a promise and handles its rejection (S60)', async () => {
    const rejections: unknown[] = []
    const onRejection = (reason: unknown): void => {
      rejections.push(reason)
    }
    process.on('unhandledRejection', onRejection)
    const serializer = returning(Promise.reject(new Error('registry is away')))

    const error = failureOf(() => serializeField(serializer, 'a', 'orders', 'value'))
    // Node reports unhandled rejections before it goes on to the next turn.
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', onRejection)

    expect(error.code).toBe('SERIALIZATION_FAILED')
    expect(error.message).toBe(
      'The value serializer of topic "orders" returned a promise; serializers are synchronous and fetch ' +
        'what they need in prepare()',
    )
    expect(rejections).toEqual([])
  })

  it.each([
    [undefined, 'undefined'],
    [5, '5'],
    [new ArrayBuffer(2), 'an object (ArrayBuffer)'],
    [new DataView(new ArrayBuffer(2)), 'an object (DataView)'],
    [new Uint16Array(2), 'an object (Uint16Array)'],
    [{ length: 2 }, 'an object (Object)'],
  ])('refuses a serializer that returns %o', (form, described) => {
    const error = failureOf(() => serializeField(returning(form), 'a', 'orders', 'value'))

    expect(error.code).toBe('SERIALIZATION_FAILED')
    expect(error.message).toBe(
      `The value serializer of topic "orders" returned ${described}, which is neither text, bytes nor null`,
    )
  })
})
