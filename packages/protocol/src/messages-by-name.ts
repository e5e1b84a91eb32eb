import { decode } from './codec/decode.ts'
import { encode } from './codec/encode.ts'
import { describeValue } from './errors/describe-value.ts'
import { ProtocolError } from './errors/protocol-error.ts'
import * as messages from './messages/index.ts'
import type { MessageSchema } from './schema/message-schema.ts'

/** Every message that this package speaks. */
export const ALL_MESSAGES: readonly MessageSchema<unknown>[] = Object.values(messages)

const messagesByName = new Map(ALL_MESSAGES.map((schema) => [schema.name, schema]))

/**
 * Encodes a message that is named by text: `encodeMessage('MetadataRequest', 12, { topics: null })`. See {@link encode}.
 *
 * @throws {ProtocolError} `NOT_SUPPORTED`: no such message, or not at this version. `INVALID_VALUE`: see {@link encode}.
 * @public
 */
export function encodeMessage(name: string, version: number, value: unknown): Buffer {
  return encode(messageByName(name), version, value)
}

/**
 * Decodes a message that is named by text. See {@link decode}.
 *
 * @throws {ProtocolError} `NOT_SUPPORTED`: no such message, or not at this version. `MALFORMED`: see {@link decode}.
 * @public
 */
export function decodeMessage(name: string, version: number, bytes: Uint8Array): unknown {
  return decode(messageByName(name), version, bytes)
}

function messageByName(name: string): MessageSchema<unknown> {
  const schema = messagesByName.get(name)
  if (schema !== undefined) return schema
  throw new ProtocolError('NOT_SUPPORTED', `Message ${describeValue(name)} is not supported`)
}
