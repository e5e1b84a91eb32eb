import type { ByteReader } from '../bytes/byte-reader.ts'
import { ProtocolError } from '../errors/protocol-error.ts'
import { invalidValue } from './invalid-value.ts'
import { COMPACT_LENGTH, INT32_LENGTH, NULL_LENGTH } from './length-prefix.ts'
import type { ValueCodec } from './value-codec.ts'
import { within } from './within.ts'

/** An array of values that `element` writes and reads. */
export function arrayCodec(element: ValueCodec, compact: boolean, nullable: boolean): ValueCodec {
  const prefix = compact ? COMPACT_LENGTH : INT32_LENGTH
  return {
    minBytes: prefix.minBytes,
    write(writer, value) {
      if (value === null && nullable) return prefix.write(writer, NULL_LENGTH)
      if (!Array.isArray(value)) throw invalidValue('an array', value)
      prefix.write(writer, value.length)
      let index = 0
      try {
        for (; index < value.length; index++) element.write(writer, value[index])
      } catch (error) {
        throw within(error, `[${index}]`)
      }
    },
    read(reader) {
      const count = prefix.read(reader)
      if (count !== NULL_LENGTH) return readElements(reader, element, count)
      if (nullable) return null
      throw new ProtocolError('MALFORMED', 'null where an array must be')
    },
  }
}

function readElements(reader: ByteReader, element: ValueCodec, count: number): unknown[] {
  // An element without bytes would let a count of any size through, so each is taken to have one at least.
  if (count * Math.max(1, element.minBytes) > reader.remaining()) {
    throw new ProtocolError(
      'MALFORMED',
      `${count} elements announced at byte ${reader.position()}, ${reader.remaining()} bytes left`,
    )
  }
  const elements: unknown[] = []
  try {
    while (elements.length < count) elements.push(element.read(reader))
  } catch (error) {
    throw within(error, `[${elements.length}]`)
  }
  return elements
}
