import type { FieldSchema } from '../src/schema/message-schema.ts'

type Fields = readonly FieldSchema[]
type Struct = Readonly<Record<string, unknown>>

/** A value as the vectors' JSON has it, as the codec has it: int64 as bigint, bytes and records as Uint8Array. */
export function fromVectorJson(fields: Fields, json: Struct): Struct {
  const entries = Object.entries(json).map(([name, value]) => {
    const field = fields.find((candidate) => candidate.name === name)
    if (field === undefined) throw new Error(`No field is called ${name}`)
    if (!field.array || value === null) return [name, fromJson(field, value)]
    if (!Array.isArray(value)) throw new Error(`${name} is not an array`)
    return [name, value.map((element) => fromJson(field, element))]
  })
  return Object.fromEntries(entries)
}

/** The same value with every tagged field that was left out, as a reader of `version` sees it. */
export function withTaggedDefaults(fields: Fields, version: number, struct: Struct): Struct {
  const complete: Record<string, unknown> = {}
  for (const field of fields) {
    if (version < field.since || version > (field.until ?? Infinity)) continue
    const value = struct[field.name]
    if (value === undefined) complete[field.name] = defaultOf(field, version)
    else if (field.array && Array.isArray(value)) {
      complete[field.name] = value.map((element) => completeValue(field, version, element))
    } else complete[field.name] = completeValue(field, version, value)
  }
  return complete
}

function fromJson({ name, type }: FieldSchema, value: unknown): unknown {
  if (value === null) return null
  if (typeof type !== 'string') {
    if (!isStruct(value)) throw new Error(`${name} is not an object`)
    return fromVectorJson(type.fields, value)
  }
  if (type === 'int64') return BigInt(String(value))
  if (type === 'bytes' || type === 'records') {
    return new Uint8Array(Buffer.from(String(value), 'base64'))
  }
  return value
}

function completeValue({ type }: FieldSchema, version: number, value: unknown): unknown {
  if (typeof type === 'string' || !isStruct(value)) return value
  return withTaggedDefaults(type.fields, version, value)
}

/** Written down again here, so that the codec's own idea of a default is not what it is compared with. */
function defaultOf(field: FieldSchema, version: number): unknown {
  if (field.tag === undefined) throw new Error(`The vector leaves out ${field.name}`)
  return zeroOf(field, version)
}

function zeroOf(field: FieldSchema, version: number): unknown {
  if (field.default !== undefined) return field.default
  if (field.array) return []
  if (typeof field.type !== 'string') {
    const zeros = field.type.fields.map((inner) => [inner.name, zeroOf(inner, version)])
    return withTaggedDefaults(field.type.fields, version, Object.fromEntries(zeros))
  }
  switch (field.type) {
    case 'bool':
      return false
    case 'int64':
      return 0n
    case 'string':
      return ''
    case 'uuid':
      return 'AAAAAAAAAAAAAAAAAAAAAA'
    case 'bytes':
      return new Uint8Array(0)
    case 'records':
      return null
    default:
      return 0
  }
}

function isStruct(value: unknown): value is Struct {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
