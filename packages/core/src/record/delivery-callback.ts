import type { ProducerError } from '../errors/producer-error.ts'
import type { RecordMetadata } from './record-metadata.ts'

/**
 * Told once where a record of `trySend` landed, or why it did not: exactly one of the two arguments is null.
 *
 * @public
 */
export type DeliveryCallback = (
  error: ProducerError | null,
  metadata: RecordMetadata | null,
) => void
