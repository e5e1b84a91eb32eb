import { ProtocolError } from '@headwater/protocol'
import { printableText } from '../errors/printable-text.ts'
import type { ProducerErrorCode } from '../errors/producer-error.ts'
import { type BrokerAddress, formatBrokerAddress } from './broker-address.ts'
import type { ChannelClosure } from './channel-closure.ts'
import type { SocketTarget } from './socket-factory.ts'
import { errorCode, tlsFailure } from './tls-failure.ts'

/** One address that was tried in vain. */
export interface DialFailure {
  /** `host:port`, with the address that the name resolved to when it differs. */
  readonly where: string
  /** Half a sentence that follows {@link DialFailure.where} and a colon. */
  readonly reason: string
  readonly code: ProducerErrorCode
  readonly retriable: boolean
  readonly brokerError: string | undefined
  /** Whether it was closed on before it answered, as brokers do that cannot parse a newer ApiVersions request. */
  readonly closedBeforeAnswer: boolean
  readonly cause: unknown
}

/** How far an attempt had come. */
export type DialPhase = 'connect' | 'negotiate'

const MAX_WORDS = 300

const NETWORK_REASONS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'refused the connection (ECONNREFUSED)'],
  ['EHOSTUNREACH', 'the host is unreachable (EHOSTUNREACH)'],
  ['ENETUNREACH', 'the network is unreachable (ENETUNREACH)'],
  ['ETIMEDOUT', 'did not accept the connection (ETIMEDOUT)'],
  ['EMFILE', 'this process has too many files open (EMFILE)'],
  ['ENOTFOUND', 'the name cannot be resolved (ENOTFOUND)'],
  ['EAI_AGAIN', 'the name cannot be resolved now (EAI_AGAIN)'],
])

/** The failure of an address whose channel closed before it was ready. */
export function dialFailure(
  target: SocketTarget,
  phase: DialPhase,
  speaksTls: boolean,
  closure: ChannelClosure,
): DialFailure {
  const where = describeTarget(target)
  const cause = 'error' in closure ? (closure.error ?? undefined) : undefined
  const failed = { where, cause, closedBeforeAnswer: false, brokerError: undefined }
  const unreachable = { ...failed, code: 'BROKERS_UNREACHABLE', retriable: true } as const
  switch (closure.kind) {
    case 'timeout':
      return { ...unreachable, reason: timeoutReason(phase, speaksTls, closure.timeoutMs) }
    case 'malformed':
      return { ...failed, ...strangerFailure(closure.error) }
    case 'local':
      return { ...unreachable, reason: closure.reason }
    case 'lost':
      break
    default:
      return closure satisfies never
  }
  const { error } = closure
  const network = networkReason(error)
  if (network !== null) return { ...unreachable, reason: network }
  if (speaksTls && (phase === 'connect' || errorCode(error).startsWith('ERR_SSL'))) {
    const { reason, code } = tlsFailure(error)
    return { ...failed, reason, code, retriable: code !== 'TLS_FAILED' }
  }
  const hint = speaksTls ? '' : '; a TLS or SASL listener?'
  const reason = `closed the connection before answering${hint}`
  return { ...unreachable, reason, closedBeforeAnswer: phase === 'negotiate' }
}

/** The failure of a name that could not be resolved, or of an address that no socket could be made for. */
export function localFailure(address: BrokerAddress, cause: unknown): DialFailure {
  const message = cause instanceof Error ? cause.message : String(cause)
  return {
    where: formatBrokerAddress(address),
    reason: networkReason(cause) ?? printableText(message, MAX_WORDS),
    code: 'BROKERS_UNREACHABLE',
    retriable: true,
    brokerError: undefined,
    closedBeforeAnswer: false,
    cause,
  }
}

/** The failure of TLS options that no socket can be made with; Node's own words may quote a key or a passphrase. */
export function tlsOptionsFailure(address: BrokerAddress, error: unknown): DialFailure {
  return {
    where: formatBrokerAddress(address),
    reason: `no TLS socket can be made with these options (${errorCode(error) || 'no code'})`,
    code: 'TLS_FAILED',
    retriable: false,
    brokerError: undefined,
    closedBeforeAnswer: false,
    cause: undefined,
  }
}

/** The failure of a broker that answered, and with an error. */
export function refusedFailure(target: SocketTarget, brokerError: string): DialFailure {
  return {
    where: describeTarget(target),
    reason: `refused to tell which versions it speaks (${brokerError})`,
    code: brokerError === 'UNSUPPORTED_VERSION' ? 'UNSUPPORTED_VERSION' : 'BROKER_REJECTED',
    retriable: false,
    brokerError,
    closedBeforeAnswer: false,
    cause: undefined,
  }
}

function describeTarget(target: SocketTarget): string {
  const name = formatBrokerAddress(target)
  return target.address === target.host ? name : `${name} (${target.address})`
}

function networkReason(error: unknown): string | null {
  return NETWORK_REASONS.get(errorCode(error)) ?? null
}

function timeoutReason(phase: DialPhase, speaksTls: boolean, timeoutMs: number): string {
  if (phase === 'negotiate') return `did not answer ApiVersions within ${timeoutMs} ms`
  const handshake = speaksTls ? ' and finish the TLS handshake' : ''
  return `did not accept the connection${handshake} within ${timeoutMs} ms`
}

/** What a peer that is no Kafka broker has given away of itself. */
function strangerFailure(error: Error): Pick<DialFailure, 'reason' | 'code' | 'retriable'> {
  const head = error instanceof ProtocolError ? error.lengthBytes : undefined
  if (head?.toString('latin1') === 'HTTP') {
    const reason = 'an HTTP server, not a Kafka broker'
    return { reason, code: 'BROKERS_UNREACHABLE', retriable: false }
  }
  // A TLS record: alert or handshake, then the major version, which is 3 in all versions of TLS.
  if (head !== undefined && (head[0] === 0x15 || head[0] === 0x16) && head[1] === 3) {
    return { reason: 'looks like a TLS listener: set `ssl`', code: 'TLS_FAILED', retriable: false }
  }
  const words = printableText(error.message, MAX_WORDS)
  return {
    reason: `speaks no Kafka protocol (${words})`,
    code: 'BROKERS_UNREACHABLE',
    retriable: true,
  }
}
