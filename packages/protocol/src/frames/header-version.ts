import { apiVersionsRequest } from '../messages/api-versions-request.ts'
import type { MessageSchema } from '../schema/message-schema.ts'

/**
 * The version of the header before a request: 2 in flexible versions (KIP-482), else 1.
 *
 * @public
 */
export function requestHeaderVersion(schema: MessageSchema<unknown>, version: number): number {
  requireKind(schema, 'request')
  return version >= schema.flexibleFrom ? 2 : 1
}

/**
 * The version of the header before a response: 1 in flexible versions (KIP-482), else 0. ApiVersions always has 0, because
 * a client must be able to read the answer before it knows what the broker speaks (KIP-511).
 *
 * @public
 */
export function responseHeaderVersion(schema: MessageSchema<unknown>, version: number): number {
  requireKind(schema, 'response')
  if (schema.apiKey === apiVersionsRequest.apiKey) return 0
  return version >= schema.flexibleFrom ? 1 : 0
}

function requireKind(schema: MessageSchema<unknown>, kind: 'request' | 'response'): void {
  if (schema.kind !== kind) throw new TypeError(`${schema.name} is not a ${kind}`)
}
