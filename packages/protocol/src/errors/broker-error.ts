import { BROKER_ERRORS, type BrokerErrorName } from './broker-errors.ts'
import { describeValue } from './describe-value.ts'

/** A broker's verdict, as one row of Kafka's table of errors. */
export interface BrokerError {
  readonly code: number
  readonly name: string
  /** Whether Kafka's own clients try again after it. */
  readonly retriable: boolean
}

const errorsByCode = new Map<number, BrokerError>(BROKER_ERRORS.map((error) => [error.code, error]))
const codesByName = new Map<string, number>(BROKER_ERRORS.map(({ name, code }) => [name, code]))

/**
 * The error that a broker means by `code`. A code that is newer than this package is named `UNKNOWN_SERVER_ERROR`, keeps
 * its number and is not retriable.
 *
 * @public
 */
export function brokerErrorByCode(code: number): BrokerError {
  return errorsByCode.get(code) ?? { code, name: 'UNKNOWN_SERVER_ERROR', retriable: false }
}

/**
 * The code of an error that is known by its name in Kafka's table.
 *
 * @throws {RangeError} The table has no such name.
 * @public
 */
export function brokerErrorCode(name: BrokerErrorName): number {
  const code = codesByName.get(name)
  if (code === undefined) throw new RangeError(`Kafka has no error ${describeValue(name)}`)
  return code
}
