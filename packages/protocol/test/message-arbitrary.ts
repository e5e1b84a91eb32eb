import * as fc from 'fast-check'
import { ALL_MESSAGES } from '../src/messages-by-name.ts'
import type { FieldSchema, MessageSchema, StructSchema } from '../src/schema/message-schema.ts'

/** A message at one of its versions. */
export interface MessageVersion {
  readonly schema: MessageSchema<unknown>
  readonly version: number
}

/** Every message at every version. */
export const MESSAGE_VERSIONS: readonly MessageVersion[] = ALL_MESSAGES.flatMap((schema) =>
  Array.from({ length: schema.maxVersion - schema.minVersion + 1 }, (_, i) => ({
    schema,
    version: schema.minVersion + i,
  })),
)

const INTEGERS = {
  int8: fc.integer({ min: -0x80, max: 0x7f }),
  int16: fc.integer({ min: -0x8000, max: 0x7fff }),
  int32: fc.integer({ min: -0x80000000, max: 0x7fffffff }),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
}

const uuids = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'))

const texts = fc.string({ unit: 'grapheme', maxLength: 8 })

/** Values with every field that the message has at `version`, of any content that the field can hold. */
export function messageArbitrary({ schema, version }: MessageVersion): fc.Arbitrary<unknown> {
  return structArbitrary(schema, version)
}

function structArbitrary(struct: StructSchema, version: number): fc.Arbitrary<unknown> {
  const present = struct.fields.filter(
    ({ since, until }) => version >= since && version <= (until ?? Infinity),
  )
  const fields = present.map((field) => [field.name, fieldArbitrary(field, version)])
  return fc.record<Record<string, unknown>>(Object.fromEntries(fields), { noNullPrototype: true })
}

function fieldArbitrary(field: FieldSchema, version: number): fc.Arbitrary<unknown> {
  const nullable = field.nullableSince !== undefined && version >= field.nullableSince
  const values = field.array
    ? fc.array(valueArbitrary(field, version), { maxLength: 3 })
    : valueArbitrary(field, version)
  return nullable ? fc.option(values) : values
}

function valueArbitrary({ type }: FieldSchema, version: number): fc.Arbitrary<unknown> {
  if (typeof type !== 'string') return structArbitrary(type, version)
  switch (type) {
    case 'bool':
      return fc.boolean()
    case 'uuid':
      return uuids
    case 'string':
      return texts
    case 'bytes':
    case 'records':
      return fc.uint8Array({ maxLength: 20 })
    default:
      return INTEGERS[type]
  }
}
