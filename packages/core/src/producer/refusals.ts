import type { MemoryBudget } from '../accumulator/memory-budget.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { TopicState } from './topic-state.ts'

/** For whatever is asked of a producer once `close` was called. */
export function closedError(topic?: string): ProducerError {
  return new ProducerError(
    'PRODUCER_CLOSED',
    'The producer is closed',
    topic === undefined ? {} : { topic },
  )
}

/** For what a caller's signal gave up before anything was queued. */
export function abortedError(topic: string | undefined, signal: AbortSignal): ProducerError {
  return new ProducerError('ABORTED', 'The caller’s signal was aborted', {
    ...(topic === undefined ? {} : { topic }),
    cause: signal.reason,
  })
}

/** For a partition that the caller named and that metadata, asked again, does not know. */
export function unknownPartitionError(topic: TopicState, partition: number): ProducerError {
  const last = topic.queues.partitionCount - 1
  return new ProducerError(
    'UNKNOWN_PARTITION',
    `Topic "${topic.name}" has no partition ${partition}; its partitions are 0 to ${last}`,
    { retriable: true, topic: topic.name, partition },
  )
}

/** For what Kafka's producer can do and this one cannot yet. */
export function notSupportedYet(what: string): ProducerError {
  return new ProducerError('NOT_SUPPORTED_YET', `${what} is not supported yet`)
}

/** For a record that found no room, and waited for it that long. */
export function exhaustedError(
  topic: TopicState,
  budget: MemoryBudget,
  waitedMs: number,
): ProducerError {
  return new ProducerError(
    'BUFFER_EXHAUSTED',
    `No room for a record of topic "${topic.name}"${waitedMs > 0 ? ` within ${waitedMs} ms` : ''}: ${budget.bufferedBytes} of ${budget.bufferMemoryBytes} bytes are buffered and ${budget.waitingBytes} of ${budget.maxWaitingBytes} wait`,
    { retriable: true, topic: topic.name },
  )
}

/** For a record whose serializers were not prepared in time. */
export function unpreparedError(topic: TopicState, waitedMs: number): ProducerError {
  return new ProducerError(
    'SERIALIZATION_FAILED',
    `The serializers of topic "${topic.name}" were not prepared within ${waitedMs} ms`,
    { retriable: true, topic: topic.name },
  )
}

/** For whatever was thrown while a record was read: ours as it is, the caller's as what it means for the record. */
export function refusalError(topic: string, thrown: unknown): ProducerError {
  if (thrown instanceof ProducerError) return thrown
  const message = `A record for topic "${topic}" cannot be read`
  return new ProducerError('INVALID_RECORD', message, { topic, cause: thrown })
}
