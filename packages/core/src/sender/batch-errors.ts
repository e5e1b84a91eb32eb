import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ProducerError, type ProducerErrorCode } from '../errors/producer-error.ts'

/**
 * For a batch whose deadline has passed, or that was given up before.
 *
 * @param obstacle what kept every batch back at the end; null when nothing did
 */
export function expiryError(
  batch: ProducerBatch,
  nowMs: number,
  obstacle: ProducerError | null,
): ProducerError {
  if (batch.hopeless !== null) return refusedError(batch, batch.hopeless)
  const waitedMs = Math.round(nowMs - batch.createdAtMs)
  const { attempts } = batch
  const times = attempts === 1 ? 'once' : `${attempts} times`
  const state = attempts === 0 ? 'it was never sent' : `it was sent ${times}`
  const message = `${nameOf(batch)} was not acknowledged within ${waitedMs} ms; ${state}`
  const cause = obstacle ?? batch.lastError
  return batchError('DELIVERY_TIMEOUT', message, batch, { retriable: true, cause })
}

/** For a batch that may have been stored and that no broker can tell about any more. */
export function undecidableError(batch: ProducerBatch): ProducerError {
  const message = `Whether ${nameOf(batch)} was stored cannot be decided any more: its sequence or its topic is gone`
  return batchError('BROKER_REJECTED', message, batch, { retriable: false, cause: batch.lastError })
}

/** For a batch that cannot go on, as nothing of its kind can: there is no producer id, or no such topic. */
export function refusedError(batch: ProducerBatch, refusal: ProducerError): ProducerError {
  const { code, message, retriable } = refusal
  return batchError(code, message, batch, { retriable, cause: refusal })
}

/** For a batch that the broker could not read; this attempt was not made. */
export function unsupportedError(batch: ProducerBatch, why: string): ProducerError {
  const { queue, attempts, mayBeWritten } = batch
  return new ProducerError('UNSUPPORTED_VERSION', `${nameOf(batch)} cannot be sent: ${why}`, {
    persisted: mayBeWritten ? 'possibly' : 'no',
    topic: queue.topic.name,
    partition: queue.partition,
    attempts,
  })
}

/** For a batch that its codec could not compress. */
export function uncompressedError(batch: ProducerBatch, cause: unknown): ProducerError {
  const { queue, attempts, mayBeWritten } = batch
  const reason = describeValue(cause instanceof Error ? cause.message : cause)
  return new ProducerError(
    'COMPRESSION_FAILED',
    `${nameOf(batch)} could not be compressed: ${reason}`,
    {
      persisted: mayBeWritten ? 'possibly' : 'no',
      topic: queue.topic.name,
      partition: queue.partition,
      attempts,
      cause,
    },
  )
}

/** For a batch that the end of the producer has caught up with. */
export function closedBatchError(batch: ProducerBatch): ProducerError {
  const message = `The producer was closed before ${nameOf(batch)} was acknowledged`
  return batchError('PRODUCER_CLOSED', message, batch, { retriable: false, cause: batch.lastError })
}

function batchError(
  code: ProducerErrorCode,
  message: string,
  batch: ProducerBatch,
  reason: { readonly retriable: boolean; readonly cause: ProducerError | null },
): ProducerError {
  const { queue, attempts } = batch
  const { retriable, cause } = reason
  return new ProducerError(code, message, {
    retriable,
    persisted: batch.mayBeWritten || queue.inFlight.has(batch) ? 'possibly' : 'no',
    topic: queue.topic.name,
    partition: queue.partition,
    attempts,
    ...(cause?.brokerError === undefined ? {} : { brokerError: cause.brokerError }),
    ...(cause === null ? {} : { cause }),
  })
}

function nameOf({ queue, recordCount }: ProducerBatch): string {
  return `a batch of ${recordCount} for ${queue.topic.name}-${queue.partition}`
}
