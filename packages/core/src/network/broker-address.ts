import { isIP, isIPv6 } from 'node:net'

/** Where a broker listens, as configured or advertised; `host` is a name or an IP address without brackets. */
export interface BrokerAddress {
  readonly host: string
  readonly port: number
}

const DEFAULT_PORT = 9092
const MAX_PORT = 65_535
const MAX_HOST_LENGTH = 255
const BRACKETED = /^\[([^[\]]+)\](?::(\d{1,5}))?$/
const NAME_OR_IPV4 = /^([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?)(?::(\d{1,5}))?$/

/**
 * Reads `host:port`, `[::1]:9092` or a host alone, which gets port 9092. An IPv6 address needs its brackets: in
 * `::1:9092` nobody can tell where the port begins.
 *
 * @returns `null` for text that cannot be an address: a scheme or path, a port outside 1–65535, blanks.
 */
export function parseBrokerAddress(text: string): BrokerAddress | null {
  const bracketed = BRACKETED.exec(text)
  const match = bracketed ?? NAME_OR_IPV4.exec(text)
  const host = match?.[1]
  if (host === undefined || host.length > MAX_HOST_LENGTH) return null
  if (bracketed !== null && !isIPv6(host)) return null
  if (bracketed === null && /^[\d.]+$/.test(host) && isIP(host) === 0) return null
  const port = match?.[2] === undefined ? DEFAULT_PORT : Number(match[2])
  return port >= 1 && port <= MAX_PORT ? { host, port } : null
}

/** The address as `host:port`, with an IPv6 address in brackets. */
export function formatBrokerAddress(address: BrokerAddress): string {
  return isIPv6(address.host)
    ? `[${address.host}]:${address.port}`
    : `${address.host}:${address.port}`
}
