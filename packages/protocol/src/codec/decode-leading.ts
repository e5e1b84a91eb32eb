import { ByteReader } from '../bytes/byte-reader.ts'
import type { MessageSchema } from '../schema/message-schema.ts'
import { readMessage } from './decode.ts'

/**
 * Decodes the message that `bytes` begin with and passes over what follows it. For a server: Kafka's brokers do the same,
 * and a client may rely on it without knowing (librdkafka 2.15 writes a byte too many behind Metadata requests).
 *
 * @returns what `decode` returns
 * @throws {ProtocolError} as `decode` does, but for bytes that follow
 * @public
 */
export function decodeLeading<T>(schema: MessageSchema<T>, version: number, bytes: Uint8Array): T {
  return readMessage(new ByteReader(bytes), schema, version)
}
