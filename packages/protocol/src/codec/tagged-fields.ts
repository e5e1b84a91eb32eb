import { ByteReader } from '../bytes/byte-reader.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import { ProtocolError } from '../errors/protocol-error.ts'
import type { ValueCodec } from './value-codec.ts'
import { within } from './within.ts'

/** The fewest bytes of a tagged field: its tag and the size of its value, which may be 0. */
const MIN_TAGGED_FIELD_BYTES = 2

/** A field that is on the wire only when its value is not the default (KIP-482). */
export interface TaggedField {
  readonly name: string
  readonly tag: number
  readonly codec: ValueCodec
  /** The default as it would be written; a value is the default when its bytes are these. */
  readonly defaultBytes: Buffer
  /** What a reader finds when the field is not on the wire; frozen, because all messages share it. */
  readonly defaultValue: unknown
}

/** Prepares a tagged field of which `initial` is the default. */
export function taggedField(
  name: string,
  tag: number,
  codec: ValueCodec,
  initial: unknown,
): TaggedField {
  const defaultBytes = encodeAlone(codec, initial)
  const defaultValue = deepFreeze(codec.read(new ByteReader(defaultBytes)))
  return { name, tag, codec, defaultBytes, defaultValue }
}

/** Writes the tagged fields of `struct` that differ from their defaults; `fields` must be in the order of their tags. */
export function writeTaggedFields(
  fields: readonly TaggedField[],
  writer: ByteWriter,
  struct: Readonly<Record<string, unknown>>,
): void {
  const present: { tag: number; bytes: Buffer }[] = []
  for (const { name, tag, codec, defaultBytes } of fields) {
    const value = struct[name]
    if (value === undefined) continue
    const bytes = encodeField(name, codec, value)
    if (!bytes.equals(defaultBytes)) present.push({ tag, bytes })
  }
  writer.writeUnsignedVarint(present.length)
  for (const { tag, bytes } of present) {
    writer.writeUnsignedVarint(tag)
    writer.writeUnsignedVarint(bytes.length)
    writer.writeBytes(bytes)
  }
}

/** Reads a section of tagged fields into `struct`; fields that are not there get their defaults, unknown ones are skipped. */
export function readTaggedFields(
  fields: readonly TaggedField[],
  reader: ByteReader,
  struct: Record<string, unknown>,
): void {
  for (const { name, defaultValue } of fields) struct[name] = defaultValue
  const count = reader.readUnsignedVarint()
  if (count * MIN_TAGGED_FIELD_BYTES > reader.remaining()) {
    throw new ProtocolError(
      'MALFORMED',
      `${count} tagged fields announced, ${reader.remaining()} bytes left`,
    )
  }
  let previousTag = -1
  for (let i = 0; i < count; i++) {
    const tag = reader.readUnsignedVarint()
    // Ascending order also means that no field can come twice and overrule itself.
    if (tag <= previousTag) {
      throw new ProtocolError('MALFORMED', `tag ${tag} comes after tag ${previousTag}`)
    }
    previousTag = tag
    const size = reader.readUnsignedVarint()
    const field = fields.find((candidate) => candidate.tag === tag)
    if (field === undefined) reader.skip(size)
    else struct[field.name] = readField(field, reader, size)
  }
}

function encodeField(name: string, codec: ValueCodec, value: unknown): Buffer {
  try {
    return encodeAlone(codec, value)
  } catch (error) {
    throw within(error, name)
  }
}

function readField({ name, codec }: TaggedField, reader: ByteReader, size: number): unknown {
  try {
    const start = reader.position()
    const value = codec.read(reader)
    const read = reader.position() - start
    if (read !== size) {
      throw new ProtocolError('MALFORMED', `${read} bytes read, ${size} announced`)
    }
    return value
  } catch (error) {
    throw within(error, name)
  }
}

function encodeAlone(codec: ValueCodec, value: unknown): Buffer {
  const writer = new ByteWriter()
  codec.write(writer, value)
  return writer.finish()
}

function deepFreeze(value: unknown): unknown {
  // A typed array cannot be frozen; as a default it is empty and has nothing to change.
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}
