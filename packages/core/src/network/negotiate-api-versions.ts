import {
  type ApiVersionsResponse,
  apiVersionsRequest,
  apiVersionsResponse,
  brokerErrorByCode,
  brokerErrorCode,
  decode,
  encode,
  ProtocolError,
} from '@headwater/protocol'
import { ApiVersionRanges } from './api-version-ranges.ts'
import { CLIENT_SOFTWARE } from './client-software.ts'
import type { RequestChannel } from './request-channel.ts'

/** What the first exchange on a connection came to; when the connection breaks instead, its owner learns it from there. */
export type Negotiation =
  | { readonly kind: 'agreed'; readonly ranges: ApiVersionRanges }
  | { readonly kind: 'refused'; readonly brokerError: string }

/** The version that a dial begins with; one that was closed on begins with 0 the next time. */
export const NEWEST_API_VERSIONS = apiVersionsRequest.maxVersion

/** A broker lists about 80 APIs in 600 bytes; a list that is longer than this comes from something else. */
const MAX_RESPONSE_BYTES = 65_536

const UNSUPPORTED_VERSION = brokerErrorCode('UNSUPPORTED_VERSION')

/**
 * Asks the broker which versions it speaks, in version `version` of the question. A broker that does not know it says so
 * in version 0, with its own range where it is 2.4 or newer (KIP-511), and is asked again in a lower one.
 */
export function negotiateApiVersions(
  channel: RequestChannel,
  version: number,
  timeoutMs: number,
  onOutcome: (outcome: Negotiation) => void,
): void {
  const body = encode(apiVersionsRequest, version, {
    clientSoftwareName: CLIENT_SOFTWARE.name,
    clientSoftwareVersion: CLIENT_SOFTWARE.version,
  })
  const flexible = version >= apiVersionsRequest.flexibleFrom
  channel.send(apiVersionsRequest.apiKey, version, flexible, [body], body.length, timeoutMs, {
    onResponse(bytes) {
      const response = readResponse(bytes, version)
      const next = nextVersion(response, version)
      if (next !== null) negotiateApiVersions(channel, next, timeoutMs, onOutcome)
      else if (response.errorCode === 0) onOutcome(agreed(response))
      else onOutcome(refused(response))
    },
    onFailure() {},
  })
}

function readResponse(bytes: Buffer, version: number): ApiVersionsResponse {
  if (bytes.length < 2 || bytes.length > MAX_RESPONSE_BYTES) {
    throw new ProtocolError('MALFORMED', `${bytes.length} bytes are no list of API versions`)
  }
  // The error comes first in every version, and this one decides in which version the rest is written.
  const inVersionZero = bytes.readInt16BE(0) === UNSUPPORTED_VERSION
  return decode(apiVersionsResponse, inVersionZero ? 0 : version, bytes)
}

/** The version to ask again in; always a lower one, so that it ends. */
function nextVersion(response: ApiVersionsResponse, version: number): number | null {
  if (response.errorCode !== UNSUPPORTED_VERSION || version === 0) return null
  const own = response.apiKeys.find((api) => api.apiKey === apiVersionsRequest.apiKey)
  return Math.max(0, Math.min(own?.maxVersion ?? 0, version - 1))
}

function agreed(response: ApiVersionsResponse): Negotiation {
  return { kind: 'agreed', ranges: new ApiVersionRanges(response.apiKeys) }
}

function refused(response: ApiVersionsResponse): Negotiation {
  return { kind: 'refused', brokerError: brokerErrorByCode(response.errorCode).name }
}
