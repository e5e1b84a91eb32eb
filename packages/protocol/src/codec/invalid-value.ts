import { describeValue } from '../errors/describe-value.ts'
import { ProtocolError } from '../errors/protocol-error.ts'

/** The error for a value that its field cannot hold: what it must be, and what was given. */
export function invalidValue(mustBe: string, given: unknown): ProtocolError {
  return new ProtocolError('INVALID_VALUE', `must be ${mustBe}, got ${describeValue(given)}`)
}
