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
  const headerVersion = responseHeaderVersion(schema, version)
  const plain = plainHeader(headerVersion, frame)
  if (plain !== null) return plain
  const reader = new ByteReader(frame)
  const header = readMessage(reader, responseHeader, headerVersion)
  return { correlationId: header.correlationId, bodyOffset: reader.position() }
}

const CORRELATION_ID_BYTES = 4
const NO_TAGGED_FIELDS = 0

/**
 * What nearly every header is: the id, and in flexible versions that no tagged field follows. Read without the codec, because
 * whoever awaits a record waits for this.
 *
 * @returns null for any other header, also for one that is none
 */
function plainHeader(headerVersion: number, frame: Uint8Array): DecodedResponseHeader | null {
  const isFlexible = headerVersion > 0
  const bodyOffset = CORRELATION_ID_BYTES + (isFlexible ? 1 : 0)
  if (frame.length < bodyOffset) return null
  if (isFlexible && frame[CORRELATION_ID_BYTES] !== NO_TAGGED_FIELDS) return null
  let correlationId = 0
  for (let at = 0; at < CORRELATION_ID_BYTES; at++) {
    correlationId = (correlationId << 8) | (frame[at] as number)
  }
  return { correlationId, bodyOffset }
}
