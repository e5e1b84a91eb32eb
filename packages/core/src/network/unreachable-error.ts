import { ProducerError } from '../errors/producer-error.ts'
import type { DialFailure } from './dial-failure.ts'

/** More than these are counted, not listed. */
const MAX_LISTED = 20

/**
 * All addresses that were tried, and why each failed, as one error: `BROKERS_UNREACHABLE`, or what failed everywhere when
 * that is one thing (`TLS_FAILED`, …). Nothing that was to be sent has left.
 */
export function unreachableError(failures: readonly DialFailure[]): ProducerError {
  const first = failures[0]
  const sameEverywhere = failures.every((failure) => failure.code === first?.code)
  const code = sameEverywhere && first !== undefined ? first.code : 'BROKERS_UNREACHABLE'
  const listed = failures.slice(0, MAX_LISTED).map(({ where, reason }) => `${where}: ${reason}`)
  const more = failures.length > MAX_LISTED ? `; and ${failures.length - MAX_LISTED} more` : ''
  const { brokerError } = first ?? {}
  return new ProducerError(code, `No Kafka broker could be reached: ${listed.join('; ')}${more}`, {
    retriable: failures.length === 0 || failures.some((failure) => failure.retriable),
    cause: commonCause(failures),
    ...(sameEverywhere && brokerError !== undefined ? { brokerError } : {}),
  })
}

function commonCause(failures: readonly DialFailure[]): unknown {
  const causes = failures.map((failure) => failure.cause).filter((cause) => cause !== undefined)
  return causes.length > 1 ? new AggregateError(causes.slice(0, MAX_LISTED)) : causes[0]
}
