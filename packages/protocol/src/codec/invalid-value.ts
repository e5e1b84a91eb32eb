import { ProtocolError } from '../errors/protocol-error.ts'

/** How much of a refused text goes into the error's message. */
const SHOWN_CHARACTERS = 60

/** The error for a value that its field cannot hold: what it must be, and what was given. */
export function invalidValue(mustBe: string, given: unknown): ProtocolError {
  return new ProtocolError('INVALID_VALUE', `must be ${mustBe}, got ${describe(given)}`)
}

/** Short, on one line, and without running any code of the value's own. */
function describe(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      const cut = value.length > SHOWN_CHARACTERS
      return JSON.stringify(cut ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value)
    }
    case 'bigint':
      return `the bigint ${describeBigint(value)}`
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object'
    default:
      return `a ${typeof value}`
  }
}

function describeBigint(value: bigint): string {
  return BigInt.asIntN(128, value) === value ? String(value) : 'beyond 128 bits'
}
