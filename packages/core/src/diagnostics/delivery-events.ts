import type { Channel } from 'node:diagnostics_channel'
import type { ProducerError } from '../errors/producer-error.ts'
import { DeliveryMeters, type MeasuredBatch } from '../metrics/delivery-meters.ts'
import type { TopicMeters } from '../metrics/topic-meters.ts'
import type { Clock } from '../time/clock.ts'
import type { Logger } from './logger.ts'
import {
  type BatchAcknowledgedMessage,
  type BatchFailedMessage,
  type BatchMessage,
  type BatchRetriedMessage,
  type BatchSentMessage,
  PRODUCER_CHANNELS,
  type RecordRefusedMessage,
  type SequenceGapMessage,
  type ThrottledMessage,
} from './producer-channels.ts'

/** A topic as far as an event tells of it. */
export interface ObservedTopic {
  readonly name: string
  readonly meters: TopicMeters
}

/** A batch as far as an event tells of it. */
export interface ObservedBatch extends MeasuredBatch {
  readonly queue: { readonly partition: number; readonly topic: ObservedTopic }
  readonly attempts: number
}

/**
 * What happens to records, said once and passed on to whoever wants to know: counted in the meters, published on the
 * diagnostics channels, logged. Per batch, per request or per failure; never per record that goes well.
 */
export class DeliveryEvents {
  readonly meters = new DeliveryMeters()
  readonly #clientId: string
  readonly #clock: Clock
  readonly #logger: Logger

  /** @param logger tells each kind of warning only so often */
  constructor(clientId: string, clock: Clock, logger: Logger) {
    this.#clientId = clientId
    this.#clock = clock
    this.#logger = logger
  }

  /** A Produce request has left with these batches. */
  requestSent(nodeId: number, batches: readonly ObservedBatch[], nowMs: number): void {
    const { batchSent } = PRODUCER_CHANNELS
    let recordCount = 0
    for (const batch of batches) {
      recordCount += batch.recordCount
      this.meters.batchSent(batch, batch.queue.topic.meters, nowMs)
      if (batchSent.hasSubscribers) {
        const { sizeInBytes } = batch
        const sent: BatchSentMessage = { ...this.#messageOf(batch), nodeId, sizeInBytes }
        batchSent.publish(sent)
      }
    }
    this.meters.requestSent(recordCount, nowMs)
  }

  batchAcknowledged(batch: ObservedBatch, baseOffset: number): void {
    const { batchAcknowledged } = PRODUCER_CHANNELS
    if (!batchAcknowledged.hasSubscribers) return
    const message: BatchAcknowledgedMessage = { ...this.#messageOf(batch), baseOffset }
    batchAcknowledged.publish(message)
  }

  /** A batch goes back to its queue for another attempt. */
  batchRetried(batch: ObservedBatch, error: ProducerError, delayMs: number): void {
    const { batchRetried } = PRODUCER_CHANNELS
    const { topic, partition } = batch.queue
    this.meters.retried(batch.recordCount, topic.meters, this.#clock.now())
    this.#logger.debug('A batch will be sent again', {
      topic: topic.name,
      partition,
      attempts: batch.attempts,
      delayMs,
      error: error.message,
    })
    if (!batchRetried.hasSubscribers) return
    const message: BatchRetriedMessage = { ...this.#messageOf(batch), delayMs, error }
    batchRetried.publish(message)
  }

  /** A batch was too large for its topic and goes on as two. */
  batchSplit(batch: ObservedBatch): void {
    const { recordCount, queue } = batch
    this.meters.batchesSplit.add(1, this.#clock.now())
    this.#logger.debug('A batch is too large and goes in halves', {
      topic: queue.topic.name,
      partition: queue.partition,
      recordCount,
    })
    const { batchSplit } = PRODUCER_CHANNELS
    if (batchSplit.hasSubscribers) batchSplit.publish(this.#messageOf(batch))
  }

  /** A broker misses records before this batch that it has acknowledged. */
  acknowledgedMissing(batch: ObservedBatch, error: ProducerError): void {
    const { topic, partition } = batch.queue
    this.#logger.warn('A broker has lost a sequence: records that it acknowledged may be gone', {
      topic: topic.name,
      partition,
      attempts: batch.attempts,
      error: error.message,
    })
  }

  /** The records of a batch have failed for good; those that failed on their own were told one by one. */
  batchFailed(batch: ObservedBatch, error: ProducerError): void {
    const { batchFailed } = PRODUCER_CHANNELS
    const { topic, partition } = batch.queue
    const { recordCount } = batch
    this.meters.failed(recordCount, topic.meters, this.#clock.now())
    this.#logger.warn('Records were not delivered', {
      topic: topic.name,
      partition,
      recordCount,
      persisted: error.persisted,
      error,
    })
    if (!batchFailed.hasSubscribers) return
    const message: BatchFailedMessage = { ...this.#messageOf(batch), error }
    batchFailed.publish(message)
  }

  /** A record has failed before it was in a batch. @param topic null when it is not known to be one, `name` is empty when there is none */
  recordRefused(topic: ObservedTopic | null, name: string, error: ProducerError): void {
    const nowMs = this.#clock.now()
    this.meters.failed(1, topic?.meters ?? null, nowMs)
    // A caller that gave its record up knows; so does one that sends to a producer which it has closed.
    if (error.code === 'ABORTED' || error.code === 'PRODUCER_CLOSED') return
    this.#logger.warn('A record was refused', name === '' ? { error } : { topic: name, error })
    if (error.code === 'BUFFER_EXHAUSTED') {
      this.meters.buffersExhausted.add(1, nowMs)
      this.#publishRefusal(PRODUCER_CHANNELS.bufferExhausted, name, error)
    }
    this.#publishRefusal(PRODUCER_CHANNELS.recordRefused, name, error)
  }

  /** A broker has answered, and asks for silence unless that is 0 ms (KIP-219). */
  answered(nodeId: number, throttleTimeMs: number, nowMs: number): void {
    this.meters.throttleTime.add(throttleTimeMs, nowMs)
    if (throttleTimeMs <= 0) return
    this.#logger.warn('A broker asks for silence', { nodeId, throttleTimeMs })
    const { throttled } = PRODUCER_CHANNELS
    if (!throttled.hasSubscribers) return
    const message: ThrottledMessage = { clientId: this.#clientId, nodeId, throttleTimeMs }
    throttled.publish(message)
  }

  /** A partition leaves the identity under which it lost a sequence. */
  sequenceGap(
    queue: ObservedBatch['queue'],
    identity: { readonly producerId: bigint; readonly producerEpoch: number },
  ): void {
    const { partition, topic } = queue
    const { producerId, producerEpoch } = identity
    const gap = { topic: topic.name, partition, producerId, producerEpoch }
    this.#logger.debug('A partition goes on under a newer identity', gap)
    const { sequenceGap } = PRODUCER_CHANNELS
    if (!sequenceGap.hasSubscribers) return
    const message: SequenceGapMessage = { clientId: this.#clientId, ...gap }
    sequenceGap.publish(message)
  }

  #publishRefusal(channel: Channel, topic: string, error: ProducerError): void {
    if (!channel.hasSubscribers) return
    const message: RecordRefusedMessage = { clientId: this.#clientId, topic, error }
    channel.publish(message)
  }

  #messageOf(batch: ObservedBatch): BatchMessage {
    const { queue, recordCount, attempts } = batch
    const { topic, partition } = queue
    return { clientId: this.#clientId, topic: topic.name, partition, recordCount, attempts }
  }
}
