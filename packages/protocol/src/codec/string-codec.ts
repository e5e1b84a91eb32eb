import { ProtocolError } from '../errors/protocol-error.ts'
import { invalidValue } from './invalid-value.ts'
import { COMPACT_LENGTH, INT16_LENGTH, NULL_LENGTH } from './length-prefix.ts'
import type { ValueCodec } from './value-codec.ts'

/** What an int16 can count. Kafka holds compact strings to it as well. */
const MAX_STRING_BYTES = 0x7fff

/** UTF-8 has no bytes for half a pair: writing a replacement would turn two different names into one. */
const LONE_SURROGATE = /\p{Surrogate}/u

/** Text. Bytes that are not UTF-8 are read as U+FFFD, as Kafka's own clients do. */
export function stringCodec(compact: boolean, nullable: boolean): ValueCodec {
  const prefix = compact ? COMPACT_LENGTH : INT16_LENGTH
  return {
    minBytes: prefix.minBytes,
    write(writer, value) {
      if (value === null && nullable) return prefix.write(writer, NULL_LENGTH)
      if (typeof value !== 'string') throw invalidValue('a string', value)
      if (LONE_SURROGATE.test(value)) throw invalidValue('well-formed Unicode', value)
      const byteLength = Buffer.byteLength(value)
      if (byteLength > MAX_STRING_BYTES) {
        throw invalidValue(`a string of at most ${MAX_STRING_BYTES} bytes`, value)
      }
      prefix.write(writer, byteLength)
      writer.writeText(value, byteLength, 'utf8')
    },
    read(reader) {
      const byteLength = prefix.read(reader)
      if (byteLength === NULL_LENGTH) {
        if (nullable) return null
        throw new ProtocolError('MALFORMED', 'null where a string must be')
      }
      if (byteLength > MAX_STRING_BYTES) {
        throw new ProtocolError('MALFORMED', `string of ${byteLength} bytes`)
      }
      return reader.readText(byteLength, 'utf8')
    },
  }
}
