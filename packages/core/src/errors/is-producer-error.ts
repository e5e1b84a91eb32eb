import type { ProducerError } from './producer-error.ts'

/**
 * Whether something thrown is a {@link ProducerError}, of this copy of the package or of another one that is loaded beside it.
 *
 * @public
 */
export function isProducerError(thrown: unknown): thrown is ProducerError {
  return (
    thrown instanceof Error &&
    thrown.name === 'ProducerError' &&
    'code' in thrown &&
    'persisted' in thrown
  )
}
