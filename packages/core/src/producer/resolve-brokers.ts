import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { type BrokerAddress, parseBrokerAddress } from '../network/broker-address.ts'

/** @throws {ProducerError} `INVALID_OPTION` unless `brokers` is a list of at least one address. */
export function resolveBrokers(brokers: unknown): readonly BrokerAddress[] {
  if (!Array.isArray(brokers)) {
    throw new ProducerError(
      'INVALID_OPTION',
      `Option brokers is ${describeAddress(brokers)}; it takes a list such as ['localhost:9092']`,
    )
  }
  if (brokers.length === 0) {
    throw new ProducerError(
      'INVALID_OPTION',
      'Option brokers is an empty list; it takes at least one address',
    )
  }
  return Object.freeze(Array.from(brokers, resolveAddress))
}

function resolveAddress(entry: unknown, index: number): BrokerAddress {
  const address = typeof entry === 'string' ? parseBrokerAddress(entry) : null
  if (address !== null) return Object.freeze(address)
  throw new ProducerError(
    'INVALID_OPTION',
    `Option brokers[${index}] is ${describeAddress(entry)}; it takes host:port, [ipv6]:port, or a host alone`,
  )
}

/** An address with an @ was meant as a URL with a password in it. */
function describeAddress(value: unknown): string {
  if (typeof value === 'string' && value.includes('@')) return 'an address with an @ in it'
  return describeValue(value)
}
