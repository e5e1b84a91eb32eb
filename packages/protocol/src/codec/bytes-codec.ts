import { ProtocolError } from '../errors/protocol-error.ts'
import { invalidValue } from './invalid-value.ts'
import { COMPACT_LENGTH, INT32_LENGTH, NULL_LENGTH } from './length-prefix.ts'
import type { ValueCodec } from './value-codec.ts'

/** Bytes and records. What is read is a view of the frame, which lives as long as the view does. */
export function bytesCodec(compact: boolean, nullable: boolean): ValueCodec {
  const prefix = compact ? COMPACT_LENGTH : INT32_LENGTH
  return {
    minBytes: prefix.minBytes,
    write(writer, value) {
      if (value === null && nullable) return prefix.write(writer, NULL_LENGTH)
      if (!(value instanceof Uint8Array)) throw invalidValue('a Uint8Array', value)
      prefix.write(writer, value.length)
      writer.writeBytes(value)
    },
    read(reader) {
      const length = prefix.read(reader)
      if (length !== NULL_LENGTH) return reader.readBytes(length)
      if (nullable) return null
      throw new ProtocolError('MALFORMED', 'null where bytes must be')
    },
  }
}
