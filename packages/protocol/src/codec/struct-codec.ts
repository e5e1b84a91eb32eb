import type { ByteReader } from '../bytes/byte-reader.ts'
import type { ByteWriter } from '../bytes/byte-writer.ts'
import { ProtocolError } from '../errors/protocol-error.ts'
import { invalidValue } from './invalid-value.ts'
import { readTaggedFields, type TaggedField, writeTaggedFields } from './tagged-fields.ts'
import type { ValueCodec } from './value-codec.ts'
import { within } from './within.ts'

/** What precedes a nullable struct (KIP-893). */
const STRUCT_IS_NULL = -1
const STRUCT_FOLLOWS = 1

/** A field with a fixed place in its struct. */
export interface PlacedField {
  readonly name: string
  readonly codec: ValueCodec
  /** What is written for a field that is left out. */
  readonly whenLeftOut: unknown
}

/** A struct: its fields in order, then in flexible versions a section of tagged fields (`null` when there is none). */
export function structCodec(
  fields: readonly PlacedField[],
  taggedFields: readonly TaggedField[] | null,
): ValueCodec {
  const fieldBytes = fields.reduce((sum, { codec }) => sum + codec.minBytes, 0)
  return {
    minBytes: fieldBytes + (taggedFields === null ? 0 : 1),
    write(writer, value) {
      if (!isObject(value)) throw invalidValue('an object', value)
      writeFields(fields, writer, value)
      if (taggedFields !== null) writeTaggedFields(taggedFields, writer, value)
    },
    read(reader) {
      const struct = readFields(fields, reader)
      if (taggedFields !== null) readTaggedFields(taggedFields, reader, struct)
      return struct
    },
  }
}

/** The same struct where null may stand in its place. */
export function nullableStructCodec(struct: ValueCodec): ValueCodec {
  return {
    minBytes: 1,
    write(writer, value) {
      if (value === null) return writer.writeInt8(STRUCT_IS_NULL)
      writer.writeInt8(STRUCT_FOLLOWS)
      struct.write(writer, value)
    },
    read(reader) {
      const marker = reader.readInt8()
      if (marker === STRUCT_FOLLOWS) return struct.read(reader)
      if (marker === STRUCT_IS_NULL) return null
      throw new ProtocolError('MALFORMED', `${marker} is neither a struct nor null`)
    },
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function writeFields(
  fields: readonly PlacedField[],
  writer: ByteWriter,
  struct: Readonly<Record<string, unknown>>,
): void {
  for (const { name, codec, whenLeftOut } of fields) {
    const value = struct[name]
    try {
      codec.write(writer, value === undefined ? whenLeftOut : value)
    } catch (error) {
      throw within(error, name)
    }
  }
}

function readFields(fields: readonly PlacedField[], reader: ByteReader): Record<string, unknown> {
  const struct: Record<string, unknown> = {}
  for (const { name, codec } of fields) {
    try {
      struct[name] = codec.read(reader)
    } catch (error) {
      throw within(error, name)
    }
  }
  return struct
}
