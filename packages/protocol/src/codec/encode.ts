import { ByteWriter } from '../bytes/byte-writer.ts'
import type { MessageSchema } from '../schema/message-schema.ts'
import { messageCodec } from './message-codec.ts'
import { within } from './within.ts'

/**
 * Encodes a message's body.
 *
 * A field that is left out takes Kafka's default; one that `version` does not have is not written; a tagged field is
 * written only when it differs from its default. Properties that the message does not define are ignored.
 *
 * @throws {ProtocolError} `NOT_SUPPORTED`: the schema has no such version. `INVALID_VALUE`: a value does not fit its field,
 *   which `path` names.
 * @public
 */
export function encode<T>(schema: MessageSchema<T>, version: number, value: NoInfer<T>): Buffer {
  const writer = new ByteWriter()
  writeMessage(writer, schema, version, value)
  return writer.finish()
}

/** Appends a message to what `writer` already holds. */
export function writeMessage(
  writer: ByteWriter,
  schema: MessageSchema<unknown>,
  version: number,
  value: unknown,
): void {
  const codec = messageCodec(schema, version)
  try {
    codec.write(writer, value)
  } catch (error) {
    throw within(error, `${schema.name} v${version}`)
  }
}
