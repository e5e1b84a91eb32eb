import { ByteReader } from '../bytes/byte-reader.ts'
import { ProtocolError } from '../errors/protocol-error.ts'
import type { MessageSchema } from '../schema/message-schema.ts'
import { messageCodec } from './message-codec.ts'
import { within } from './within.ts'

/**
 * Decodes a message's body, which must be all of `bytes`.
 *
 * The result has exactly the fields of `version`: tagged fields that were not sent have their defaults (shared and frozen),
 * tagged fields that are not known are skipped. Bytes and records are views of `bytes`, not copies. Text that is not
 * UTF-8 is read with U+FFFD in its place.
 *
 * @throws {ProtocolError} `NOT_SUPPORTED`: the schema has no such version. `MALFORMED`: the bytes are not this message; the
 *   work done until then is bounded by their number.
 * @public
 */
export function decode<T>(schema: MessageSchema<T>, version: number, bytes: Uint8Array): T {
  const reader = new ByteReader(bytes)
  const value = readMessage(reader, schema, version)
  if (reader.remaining() > 0) {
    throw new ProtocolError('MALFORMED', `${reader.remaining()} bytes follow the message`, {
      path: `${schema.name} v${version}`,
    })
  }
  return value
}

/** Reads a message from where `reader` stands and leaves what follows it. */
export function readMessage<T>(reader: ByteReader, schema: MessageSchema<T>, version: number): T {
  const codec = messageCodec(schema, version)
  try {
    // The schema is the only description of T at run time: what its codec read is a T.
    return codec.read(reader) as T
  } catch (error) {
    throw within(error, `${schema.name} v${version}`)
  }
}
