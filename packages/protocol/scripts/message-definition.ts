/** A message as Kafka defines it, with nothing left to look up: the generator's input, checked. */
export interface MessageDefinition {
  readonly name: string
  readonly apiKey: number
  readonly kind: 'request' | 'response' | 'header'
  readonly minVersion: number
  readonly maxVersion: number
  readonly latestVersionUnstable: boolean
  readonly flexibleFrom: number
  /** The message itself last, every other struct before the one that uses it. */
  readonly structs: readonly StructDefinition[]
}

export interface StructDefinition {
  readonly name: string
  readonly fields: readonly FieldDefinition[]
}

export interface FieldDefinition {
  readonly name: string
  /** A primitive type, or the name of a struct. */
  readonly type: string
  readonly isStruct: boolean
  readonly isArray: boolean
  readonly since: number
  readonly until: number | undefined
  readonly nullableSince: number | undefined
  readonly tag: number | undefined
  /** TypeScript source of the default; undefined when the definition names none. */
  readonly defaultSource: string | undefined
  readonly keepsPlainEncoding: boolean
}

/** The shape of `definitions/*.json`, which is Kafka's own. */
interface MessageJson {
  readonly apiKey?: number
  readonly type: 'request' | 'response' | 'header'
  readonly name: string
  readonly validVersions: string
  readonly latestVersionUnstable?: boolean
  readonly flexibleVersions: string
  readonly commonStructs?: readonly StructJson[]
  readonly fields: readonly FieldJson[]
}

interface StructJson {
  readonly name: string
  readonly fields: readonly FieldJson[]
}

interface FieldJson {
  readonly name: string
  readonly type: string
  readonly versions: string
  readonly nullableVersions?: string
  readonly taggedVersions?: string
  readonly tag?: number
  readonly default?: string | number | boolean
  readonly flexibleVersions?: string
  readonly fields?: readonly FieldJson[]
}

const PRIMITIVE_TYPES: readonly string[] = [
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uuid',
  'string',
  'bytes',
  'records',
]

/** Headers belong to no API. */
const NO_API_KEY = -1

/** Reads the text of one definition; throws when it says something that the schema cannot express. */
export function parseMessageDefinition(text: string): MessageDefinition {
  const json: MessageJson = JSON.parse(text)
  const valid = parseVersions(json.validVersions)
  const flexible =
    json.flexibleVersions === 'none' ? undefined : parseVersions(json.flexibleVersions)
  const message: MessageDefinition = {
    name: json.name,
    apiKey: json.apiKey ?? NO_API_KEY,
    kind: json.type,
    minVersion: valid.since,
    maxVersion: valid.until ?? Infinity,
    latestVersionUnstable: json.latestVersionUnstable ?? false,
    flexibleFrom: flexible?.since ?? Infinity,
    structs: collectStructs(json),
  }
  requireExpressible(message)
  return message
}

interface VersionRange {
  readonly since: number
  readonly until: number | undefined
}

/** `3`, `3-7` or `3+`. */
function parseVersions(text: string): VersionRange {
  const match = /^(\d+)(?:(\+)|-(\d+))?$/.exec(text)
  if (match === null) throw new Error(`"${text}" is not a range of versions`)
  const since = Number(match[1])
  if (match[2] === '+') return { since, until: undefined }
  return { since, until: Number(match[3] ?? since) }
}

function collectStructs(message: MessageJson): StructDefinition[] {
  const common = new Map(message.commonStructs?.map(({ name, fields }) => [name, fields]))
  const collected = new Map<string, StructDefinition>()
  const collect = (name: string, fields: readonly FieldJson[]): void => {
    for (const field of fields) {
      const type = elementType(field.type)
      const isKnown = field.fields === undefined && collected.has(type)
      const nested = field.fields ?? common.get(type)
      if (nested !== undefined && !isKnown) collect(type, nested)
    }
    if (collected.has(name)) throw new Error(`${message.name} defines ${name} twice`)
    collected.set(name, { name, fields: fields.map(parseField) })
  }
  collect(message.name, message.fields)
  return [...collected.values()]
}

function elementType(type: string): string {
  return type.startsWith('[]') ? type.slice(2) : type
}

function parseField(json: FieldJson): FieldDefinition {
  const versions = parseVersions(json.versions)
  const nullable = json.nullableVersions ? parseVersions(json.nullableVersions) : undefined
  if (nullable && nullable.until !== versions.until) {
    throw new Error(`${json.name} stops being nullable before its last version`)
  }
  if (json.tag !== undefined && json.taggedVersions !== json.versions) {
    throw new Error(`${json.name} is tagged in some of its versions only`)
  }
  if (json.flexibleVersions !== undefined && json.flexibleVersions !== 'none') {
    throw new Error(`${json.name} has flexible versions of its own`)
  }
  const type = elementType(json.type)
  return {
    name: camelCase(json.name),
    type,
    isStruct: !PRIMITIVE_TYPES.includes(type),
    isArray: type !== json.type,
    since: versions.since,
    until: versions.until,
    nullableSince: nullable?.since,
    tag: json.tag,
    defaultSource: json.default === undefined ? undefined : defaultSource(json.type, json.default),
    keepsPlainEncoding: json.flexibleVersions === 'none',
  }
}

export function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

function defaultSource(type: string, value: string | number | boolean): string {
  const text = String(value)
  if (text === 'null') return 'null'
  if (type === 'string' && /^\w*$/.test(text)) return `'${text}'`
  if (type === 'bool' && (text === 'true' || text === 'false')) return text
  if (type.startsWith('int') && Number.isInteger(Number(text))) {
    return type === 'int64' ? `${BigInt(text)}n` : String(Number(text))
  }
  throw new Error(`"${text}" is not a default for ${type}`)
}

function requireExpressible({ name, flexibleFrom, structs }: MessageDefinition): void {
  const known = new Set<string>()
  for (const struct of structs) {
    for (const field of struct.fields) {
      if (field.isStruct && !known.has(field.type)) {
        throw new Error(`${name}: the type ${field.type} of ${field.name} is not known`)
      }
      if (field.tag !== undefined && field.since < flexibleFrom) {
        throw new Error(`${name}: ${field.name} is tagged before the message is flexible`)
      }
    }
    known.add(struct.name)
  }
}
