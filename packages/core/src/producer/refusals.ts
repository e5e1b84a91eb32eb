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
