import type { ByteReader } from '../bytes/byte-reader.ts'
import type { ByteWriter } from '../bytes/byte-writer.ts'
import { ProtocolError } from '../errors/protocol-error.ts'
import { invalidValue } from './invalid-value.ts'

/** The length that stands for null. */
export const NULL_LENGTH = -1

/** Kafka counts in int32, in compact encodings too. */
const MAX_LENGTH = 0x7fffffff

/** How the length of a string, of bytes or of an array is written: {@link NULL_LENGTH}, or 0 and more. */
export interface LengthPrefix {
  readonly minBytes: number
  write(writer: ByteWriter, length: number): void
  read(reader: ByteReader): number
}

/** Strings of versions that are not flexible. */
export const INT16_LENGTH: LengthPrefix = {
  minBytes: 2,
  write: (writer, length) => writer.writeInt16(length),
  read: (reader) => notBelowNull(reader.readInt16()),
}

/** Bytes and arrays of versions that are not flexible. */
export const INT32_LENGTH: LengthPrefix = {
  minBytes: 4,
  write: (writer, length) => writer.writeInt32(atMostInt32(length)),
  read: (reader) => notBelowNull(reader.readInt32()),
}

/** Everything in flexible versions (KIP-482): one more than the length, so that 0 is left for null. */
export const COMPACT_LENGTH: LengthPrefix = {
  minBytes: 1,
  write: (writer, length) => writer.writeUnsignedVarint(atMostInt32(length) + 1),
  read: (reader) => reader.readUnsignedVarint() - 1,
}

function atMostInt32(length: number): number {
  if (length > MAX_LENGTH) throw invalidValue(`of a length up to ${MAX_LENGTH}`, length)
  return length
}

function notBelowNull(length: number): number {
  if (length < NULL_LENGTH) throw new ProtocolError('MALFORMED', `length ${length} is negative`)
  return length
}
