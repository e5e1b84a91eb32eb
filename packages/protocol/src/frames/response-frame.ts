import { ByteReader } from '../bytes/byte-reader.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import { readMessage } from '../codec/decode.ts'
import { writeMessage } from '../codec/encode.ts'
import { responseHeader } from '../messages/response-header.ts'
import type { MessageSchema } from '../schema/message-schema.ts'
import { responseHeaderVersion } from './header-version.ts'

/**
 * Encodes a whole response: four bytes of length, header, body.
 *
 * @param correlationId int32, from the request.
 * @throws {ProtocolError} `NOT_SUPPORTED`, `INVALID_VALUE`: see {@link encode}.
 * @public
 */
export function encodeResponseFrame<T>(
  schema: MessageSchema<T>,
  version: number,
  correlationId: number,
  body: NoInfer<T>,
): Buffer {
  const writer = new ByteWriter()
  writer.writeInt32(0)
  writeMessage(writer, responseHeader, responseHeaderVersion(schema, version), { correlationId })
  writeMessage(writer, schema, version, body)
  return writer.finishFrame()
}

/** A response's header as its receiver sees it. */
export interface DecodedResponseHeader {
  readonly correlationId: number
  /** Where the body begins in the frame. */
  readonly bodyOffset: number
}

/**
 * Decodes the header of a response to a request of which the caller knows API and version.
 *
 * @param frame The response without its four bytes of length.
 * @throws {ProtocolError} `MALFORMED`: the frame ends within the header, or the header is not one.
 * @public
 */
export function decodeResponseHeader(
  schema: MessageSchema<unknown>,
  version: number,
  frame: Uint8Array,
): DecodedResponseHeader {
  const reader = new ByteReader(frame)
  const header = readMessage(reader, responseHeader, responseHeaderVersion(schema, version))
  return { correlationId: header.correlationId, bodyOffset: reader.position() }
}
