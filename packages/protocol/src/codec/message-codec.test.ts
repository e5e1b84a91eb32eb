import { describe, expect, it } from 'vitest'
import type { MessageSchema, StructSchema } from '../schema/message-schema.ts'
import { decode } from './decode.ts'
import { encode } from './encode.ts'

const inner: StructSchema = {
  name: 'Inner',
  fields: [
    { name: 'number', type: 'int8', since: 0, default: 5 },
    { name: 'later', type: 'int8', since: 2, default: 6 },
  ],
}

/** What Kafka's definitions allow and the messages of today do not use. */
const example: MessageSchema<Record<string, unknown>> = {
  name: 'ExampleRequest',
  apiKey: 1,
  kind: 'request',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 1,
  fields: [
    { name: 'third', type: 'int8', since: 1, tag: 7 },
    { name: 'first', type: 'bytes', since: 1, tag: 0 },
    { name: 'second', type: inner, since: 1, nullableSince: 1, tag: 3, default: null },
  ],
}

describe('a message of tagged fields only', () => {
  it('is empty before the first flexible version', () => {
    expect(encode(example, 0, { third: 1 })).toHaveLength(0)
    expect(decode(example, 0, Buffer.alloc(0))).toStrictEqual({})
  })

  it('is written in the order of the tags, whatever the order of the definition', () => {
    const value = { third: 1, first: new Uint8Array([2]), second: {} }

    const encoded = encode(example, 1, value)

    expect(encoded.toString('hex')).toBe('03' + '00020202' + '0303010500' + '070101')
    expect(decode(example, 1, encoded)).toStrictEqual({ ...value, second: { number: 5 } })
  })

  it('has the default of every version for itself', () => {
    expect(encode(example, 2, { second: {} }).toString('hex')).toBe('01' + '030401050600')
    expect(decode(example, 2, Buffer.from([0]))).toStrictEqual({
      third: 0,
      first: new Uint8Array(0),
      second: null,
    })
  })

  it('takes null for a tagged struct that may be null', () => {
    expect(encode(example, 1, { second: null }).toString('hex')).toBe('00')
    expect(decode(example, 1, Buffer.from('01' + '0301ff', 'hex'))).toMatchObject({ second: null })
  })
})
