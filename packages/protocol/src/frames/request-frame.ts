import { ByteReader } from '../bytes/byte-reader.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import { readMessage } from '../codec/decode.ts'
import { writeMessage } from '../codec/encode.ts'
import { requestHeader } from '../messages/request-header.ts'
import type { MessageSchema } from '../schema/message-schema.ts'
import { apiByKey } from './api-by-key.ts'
import { requestHeaderVersion } from './header-version.ts'

/** API key, API version and correlation id: at the same place in every version of the header. */
const FIXED_HEADER_BYTES = 8

/**
 * Encodes a whole request: four bytes of length, header, body.
 *
 * @param correlationId int32; the response carries it back.
 * @param clientId Kafka: `client.id`; `null` for none.
 * @throws {ProtocolError} `NOT_SUPPORTED`, `INVALID_VALUE`: see {@link encode}.
 * @public
 */
export function encodeRequestFrame<T>(
  schema: MessageSchema<T>,
  version: number,
  correlationId: number,
  clientId: string | null,
  body: NoInfer<T>,
): Buffer {
  const writer = new ByteWriter()
  writer.writeInt32(0)
  writeMessage(writer, requestHeader, requestHeaderVersion(schema, version), {
    requestApiKey: schema.apiKey,
    requestApiVersion: version,
    correlationId,
    clientId,
  })
  writeMessage(writer, schema, version, body)
  return writer.finishFrame()
}

/** A request's header as its receiver sees it. */
export interface DecodedRequestHeader {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
  readonly clientId: string | null
  /** Where the body begins in the frame. */
  readonly bodyOffset: number
}

/**
 * Decodes the header of a request.
 *
 * Of an API or version that this package does not speak only the first eight bytes have a known layout: then `clientId` is
 * `null` and `bodyOffset` is 8. That is enough to answer (ApiVersions of any version gets its answer in version 0, KIP-511).
 *
 * @param frame The request without its four bytes of length.
 * @throws {ProtocolError} `MALFORMED`: the frame ends within the header.
 * @public
 */
export function decodeRequestHeader(frame: Uint8Array): DecodedRequestHeader {
  const fixed = new ByteReader(frame)
  const apiKey = fixed.readInt16()
  const apiVersion = fixed.readInt16()
  const correlationId = fixed.readInt32()
  const request = apiByKey(apiKey)?.request
  if (request === undefined || apiVersion < request.minVersion || apiVersion > request.maxVersion) {
    return { apiKey, apiVersion, correlationId, clientId: null, bodyOffset: FIXED_HEADER_BYTES }
  }
  const reader = new ByteReader(frame)
  const header = readMessage(reader, requestHeader, requestHeaderVersion(request, apiVersion))
  const clientId = header.clientId
  return { apiKey, apiVersion, correlationId, clientId, bodyOffset: reader.position() }
}
