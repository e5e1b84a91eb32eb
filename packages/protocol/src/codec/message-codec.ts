import { ProtocolError } from '../errors/protocol-error.ts'
import type {
  FieldSchema,
  MessageSchema,
  PrimitiveType,
  StructSchema,
} from '../schema/message-schema.ts'
import { arrayCodec } from './array-codec.ts'
import { bytesCodec } from './bytes-codec.ts'
import { PRIMITIVE_CODECS } from './primitive-codecs.ts'
import { stringCodec } from './string-codec.ts'
import { nullableStructCodec, type PlacedField, structCodec } from './struct-codec.ts'
import { type TaggedField, taggedField } from './tagged-fields.ts'
import type { ValueCodec } from './value-codec.ts'

/** What is written for a field that is left out and of which the definition names no default; the same as in Java. */
const ZERO_VALUES: Readonly<Record<PrimitiveType, unknown>> = {
  bool: false,
  int8: 0,
  int16: 0,
  int32: 0,
  int64: 0n,
  uuid: 'AAAAAAAAAAAAAAAAAAAAAA',
  string: '',
  bytes: new Uint8Array(0),
  records: null,
}

/** Codecs by schema, then by version: a schema is worked out once for each version that is used. */
const compiled = new WeakMap<MessageSchema<unknown>, Map<number, ValueCodec>>()

/**
 * The codec of a message's body at one version.
 *
 * @throws {ProtocolError} `NOT_SUPPORTED`: the schema has no such version.
 */
export function messageCodec(schema: MessageSchema<unknown>, version: number): ValueCodec {
  let versions = compiled.get(schema)
  if (versions === undefined) {
    versions = new Map()
    compiled.set(schema, versions)
  }
  let codec = versions.get(version)
  if (codec === undefined) {
    requireVersion(schema, version)
    codec = compileStruct(schema, { version, flexible: version >= schema.flexibleFrom })
    versions.set(version, codec)
  }
  return codec
}

interface VersionRules {
  readonly version: number
  readonly flexible: boolean
}

function requireVersion(schema: MessageSchema<unknown>, version: number): void {
  const { name, minVersion, maxVersion } = schema
  if (Number.isInteger(version) && version >= minVersion && version <= maxVersion) return
  throw new ProtocolError(
    'NOT_SUPPORTED',
    `${name} version ${version} is not supported, only ${minVersion} to ${maxVersion}`,
  )
}

function compileStruct(struct: StructSchema, rules: VersionRules): ValueCodec {
  const placed: PlacedField[] = []
  const tagged: TaggedField[] = []
  for (const field of struct.fields) {
    if (rules.version < field.since || rules.version > (field.until ?? Infinity)) continue
    const codec = compileField(field, rules)
    const whenLeftOut = valueWhenLeftOut(field)
    if (field.tag === undefined) placed.push({ name: field.name, codec, whenLeftOut })
    else tagged.push(taggedField(field.name, field.tag, codec, whenLeftOut))
  }
  tagged.sort((a, b) => a.tag - b.tag)
  return structCodec(placed, rules.flexible ? tagged : null)
}

function compileField(field: FieldSchema, rules: VersionRules): ValueCodec {
  const compact = rules.flexible && field.flexible !== false
  const nullable = field.nullableSince !== undefined && rules.version >= field.nullableSince
  if (field.array) {
    const element = compileValue(field.type, { compact, nullable: false }, rules)
    return arrayCodec(element, compact, nullable)
  }
  return compileValue(field.type, { compact, nullable }, rules)
}

function compileValue(
  type: PrimitiveType | StructSchema,
  { compact, nullable }: { readonly compact: boolean; readonly nullable: boolean },
  rules: VersionRules,
): ValueCodec {
  if (typeof type !== 'string') {
    const struct = compileStruct(type, rules)
    return nullable ? nullableStructCodec(struct) : struct
  }
  switch (type) {
    case 'string':
      return stringCodec(compact, nullable)
    case 'bytes':
    case 'records':
      return bytesCodec(compact, nullable)
    default:
      return PRIMITIVE_CODECS[type]
  }
}

function valueWhenLeftOut(field: FieldSchema): unknown {
  if (field.default !== undefined) return field.default
  if (field.array) return []
  return typeof field.type === 'string' ? ZERO_VALUES[field.type] : {}
}
