import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** The longest request id that is taken over from a client or an earlier middleware. */
export const MAX_REQUEST_ID_LENGTH = 128

// What UUIDs, ULIDs, base64, and the ids of the usual proxies consist of. Nothing that could end a header line, a log
// line or a quoted string: the id goes from a stranger into response headers, logs and records.
const REQUEST_ID = /^[A-Za-z0-9._:+/=@-]+$/

/**
 * The id under which one request is followed: the `id` that an earlier middleware put on the request, else the client's
 * header, else a new UUID. An id that is too long or holds other characters than `A-Z a-z 0-9 . _ : + / = @ -` is passed over.
 */
export function requestIdOf(request: IncomingMessage, headerName: string): string {
  const earlier = 'id' in request ? acceptable(request.id) : undefined
  return earlier ?? acceptable(request.headers[headerName]) ?? randomUUID()
}

function acceptable(candidate: unknown): string | undefined {
  if (typeof candidate === 'number') return String(candidate)
  if (typeof candidate !== 'string' || candidate.length > MAX_REQUEST_ID_LENGTH) return undefined
  return REQUEST_ID.test(candidate) ? candidate : undefined
}
