import { printableText } from '../errors/printable-text.ts'

/** Why TLS came to nothing, in words for whoever configured it. */
export interface TlsFailure {
  readonly reason: string
  /** `BROKERS_UNREACHABLE` where a broker that is going down looks the same as one that was never meant for TLS. */
  readonly code: 'TLS_FAILED' | 'BROKERS_UNREACHABLE'
}

const NO_TLS = 'it speaks no TLS: is it a plaintext listener?'
const UNTRUSTED =
  'its certificate is signed by no authority that is trusted here: is its CA in `ssl.ca`?'
const NO_COMMON_VERSION = 'it speaks no TLS version that is allowed here (1.2 or newer)'
const CLIENT_CERTIFICATE = 'it wants a client certificate that it trusts (`ssl.cert` and `ssl.key`)'

const MAX_WORDS = 300

/** Codes of Node's `error` events, some of OpenSSL's making. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet'],
  ['CERT_REVOKED', 'its certificate was revoked'],
  ['INVALID_PURPOSE', 'its certificate is not one for servers'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', UNTRUSTED],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNTRUSTED],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNTRUSTED],
  ['EPROTO', NO_TLS],
  ['ERR_SSL_HTTP_REQUEST', NO_TLS],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', NO_TLS],
  ['ERR_SSL_UNEXPECTED_MESSAGE', NO_TLS],
  ['ERR_SSL_WRONG_VERSION_NUMBER', NO_TLS],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', NO_COMMON_VERSION],
])

/** What the peer's TLS objected to; what OpenSSL puts before the name differs between its versions. */
const ALERT_REASONS: ReadonlyMap<string, string> = new Map([
  ['PROTOCOL_VERSION', NO_COMMON_VERSION],
  ['BAD_CERTIFICATE', CLIENT_CERTIFICATE],
  ['CERTIFICATE_EXPIRED', CLIENT_CERTIFICATE],
  ['CERTIFICATE_REQUIRED', CLIENT_CERTIFICATE],
  ['CERTIFICATE_UNKNOWN', CLIENT_CERTIFICATE],
  ['UNKNOWN_CA', CLIENT_CERTIFICATE],
  ['HANDSHAKE_FAILURE', `there is no cipher in common, or ${CLIENT_CERTIFICATE}`],
])

/**
 * Says in plain words why a TLS connection failed.
 *
 * @param error what broke the socket; `null` when the peer just ended it.
 */
export function tlsFailure(error: Error | null): TlsFailure {
  const code = errorCode(error)
  if (error === null || code === 'ECONNRESET' || code === 'EPIPE') {
    const reason = `it ended the TLS handshake; if it always does, ${NO_TLS}`
    return { reason, code: 'BROKERS_UNREACHABLE' }
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const reason = `its certificate is for another host name (${words(error)})`
    return { reason, code: 'TLS_FAILED' }
  }
  const alert = code.split('_ALERT_')[1] ?? ''
  const reason = REASONS.get(code) ?? ALERT_REASONS.get(alert) ?? `TLS failed (${words(error)})`
  return { reason, code: 'TLS_FAILED' }
}

/** OpenSSL's reason where Node passes it on: its message names source files, too. */
function words(error: Error): string {
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : null
  return printableText(reason ?? error.message, MAX_WORDS)
}

/** The `code` that Node puts on system and TLS errors; empty without one. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
