import { types } from 'node:util'

/**
 * Whether a value is bytes. `isUint8Array` also knows those of another realm, such as a test runner's; `instanceof` does not,
 * but answers for everybody else in a tenth of the time.
 */
export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array || types.isUint8Array(value)
}
