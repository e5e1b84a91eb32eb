import type { ByteReader } from '../bytes/byte-reader.ts'
import type { ByteWriter } from '../bytes/byte-writer.ts'
import { invalidValue } from './invalid-value.ts'
import type { ValueCodec } from './value-codec.ts'

const UUID_BYTES = 16

/** 22 characters carry 132 bits: the last one holds only two of the 128, so only four characters may end a UUID. */
const UUID_TEXT = /^[A-Za-z0-9_-]{21}[AQgw]$/

/** Types whose values take the same number of bytes in every version. */
export const PRIMITIVE_CODECS = {
  bool: {
    minBytes: 1,
    write(writer: ByteWriter, value: unknown) {
      if (typeof value !== 'boolean') throw invalidValue('a boolean', value)
      writer.writeInt8(value ? 1 : 0)
    },
    read: (reader: ByteReader) => reader.readInt8() !== 0,
  },
  int8: {
    minBytes: 1,
    write: (writer: ByteWriter, value: unknown) => writer.writeInt8(integer(value, 8)),
    read: (reader: ByteReader) => reader.readInt8(),
  },
  int16: {
    minBytes: 2,
    write: (writer: ByteWriter, value: unknown) => writer.writeInt16(integer(value, 16)),
    read: (reader: ByteReader) => reader.readInt16(),
  },
  int32: {
    minBytes: 4,
    write: (writer: ByteWriter, value: unknown) => writer.writeInt32(integer(value, 32)),
    read: (reader: ByteReader) => reader.readInt32(),
  },
  int64: {
    minBytes: 8,
    write(writer: ByteWriter, value: unknown) {
      if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) {
        throw invalidValue('a bigint of 64 bits', value)
      }
      writer.writeInt64(value)
    },
    read: (reader: ByteReader) => reader.readInt64(),
  },
  uuid: {
    minBytes: UUID_BYTES,
    write(writer: ByteWriter, value: unknown) {
      if (typeof value !== 'string' || !UUID_TEXT.test(value)) {
        throw invalidValue('a UUID as 22 characters of base64url', value)
      }
      writer.writeText(value, UUID_BYTES, 'base64url')
    },
    read: (reader: ByteReader) => reader.readText(UUID_BYTES, 'base64url'),
  },
} as const satisfies Record<string, ValueCodec>

function integer(value: unknown, bits: number): number {
  const limit = 2 ** (bits - 1)
  if (typeof value !== 'number' || !Number.isInteger(value) || value < -limit || value >= limit) {
    throw invalidValue(`an integer of ${bits} bits`, value)
  }
  return value
}
