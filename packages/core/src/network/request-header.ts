const LENGTH_BYTES = 4
const API_KEY_AT = LENGTH_BYTES
const API_VERSION_AT = API_KEY_AT + 2
const CORRELATION_ID_AT = API_VERSION_AT + 2
const CLIENT_ID_LENGTH_AT = CORRELATION_ID_AT + 4
const CLIENT_ID_AT = CLIENT_ID_LENGTH_AT + 2
const NO_TAGGED_FIELDS = 0

/**
 * The length and header before a request's body, in one buffer: header version 2 with its (empty) tagged fields when
 * `flexible`, else version 1. The client id keeps its two bytes of length in both (KIP-482).
 *
 * @param bodyBytes length of the body that follows.
 */
export function requestHeader(
  apiKey: number,
  apiVersion: number,
  flexible: boolean,
  correlationId: number,
  clientId: Buffer,
  bodyBytes: number,
): Buffer {
  const headerBytes = CLIENT_ID_AT + clientId.length + (flexible ? 1 : 0)
  const header = Buffer.allocUnsafe(headerBytes)
  header.writeInt32BE(headerBytes - LENGTH_BYTES + bodyBytes, 0)
  header.writeInt16BE(apiKey, API_KEY_AT)
  header.writeInt16BE(apiVersion, API_VERSION_AT)
  header.writeInt32BE(correlationId, CORRELATION_ID_AT)
  header.writeInt16BE(clientId.length, CLIENT_ID_LENGTH_AT)
  clientId.copy(header, CLIENT_ID_AT)
  if (flexible) header[headerBytes - 1] = NO_TAGGED_FIELDS
  return header
}
