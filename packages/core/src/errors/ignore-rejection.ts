import { types } from 'node:util'

/**
 * Looks after a promise that a caller's function gave where none belongs. What it was given for is refused, so nobody else will
 * look at how it ends, and a rejection that nobody handles ends the process.
 */
export function ignoreRejection(given: unknown): void {
  if (types.isPromise(given)) given.catch(() => undefined)
}
