import { channel, tracingChannel } from 'node:diagnostics_channel'
import type { ProducerError } from '../errors/producer-error.ts'

/** One producer of the process, in every message. @public */
export interface ProducerMessage {
  readonly clientId: string
}

/** @public */
export interface BatchMessage extends ProducerMessage {
  readonly topic: string
  readonly partition: number
  readonly recordCount: number
  /** How often it was sent so far. */
  readonly attempts: number
}

/** @public */
export interface BatchSentMessage extends BatchMessage {
  readonly nodeId: number
  /** As sent: with its header, compressed where a codec is set. */
  readonly sizeInBytes: number
}

/** @public */
export interface BatchAcknowledgedMessage extends BatchMessage {
  /** Of the first record; −1 when nobody told it. */
  readonly baseOffset: number
}

/** @public */
export interface BatchRetriedMessage extends BatchMessage {
  readonly delayMs: number
  readonly error: ProducerError
}

/** @public */
export interface BatchFailedMessage extends BatchMessage {
  readonly error: ProducerError
}

/** A record that never was in a batch. @public */
export interface RecordRefusedMessage extends ProducerMessage {
  readonly topic: string
  readonly error: ProducerError
}

/** A partition has lost a sequence for good and goes on under a newer identity. @public */
export interface SequenceGapMessage extends ProducerMessage {
  readonly topic: string
  readonly partition: number
  /** The identity that it leaves. */
  readonly producerId: bigint
  readonly producerEpoch: number
}

/** @public */
export interface ThrottledMessage extends ProducerMessage {
  readonly nodeId: number
  readonly throttleTimeMs: number
}

/** @public */
export interface ConnectionMessage extends ProducerMessage {
  /** −1 for a bootstrap address. */
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

/** @public */
export interface ConnectionClosedMessage extends ConnectionMessage {
  readonly reason: string
}

/** @public */
export interface MetadataRefreshedMessage extends ProducerMessage {
  readonly topicCount: number
  readonly brokerCount: number
  /** Whether the answer told anything new. */
  readonly changed: boolean
}

/** One request, the same object from `start` to `asyncEnd`. @public */
export interface RequestMessage extends ProducerMessage {
  /** −1 while the broker is dialled, and for a bootstrap address. */
  readonly nodeId: number
  /** `Produce`, `Metadata`, … */
  readonly api: string
  readonly apiVersion: number
  readonly correlationId: number
  /** Why no answer came; undefined while one may come, and when it did. */
  error?: ProducerError
}

/**
 * Every channel of `node:diagnostics_channel` that a producer publishes to, with the message it takes. Nothing is built while
 * nobody listens.
 */
export const PRODUCER_CHANNELS = Object.freeze({
  batchSent: channel('headwater:producer:batch:sent'),
  batchAcknowledged: channel('headwater:producer:batch:acknowledged'),
  batchRetried: channel('headwater:producer:batch:retried'),
  batchSplit: channel('headwater:producer:batch:split'),
  batchFailed: channel('headwater:producer:batch:failed'),
  recordRefused: channel('headwater:producer:record:refused'),
  bufferExhausted: channel('headwater:producer:buffer:exhausted'),
  sequenceGap: channel('headwater:producer:sequence:gap'),
  throttled: channel('headwater:producer:throttled'),
  connectionOpened: channel('headwater:producer:connection:opened'),
  connectionClosed: channel('headwater:producer:connection:closed'),
  metadataRefreshed: channel('headwater:producer:metadata:refreshed'),
  request: tracingChannel<unknown, RequestMessage>('headwater:producer:request'),
})
