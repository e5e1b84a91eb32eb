import type { Writable } from 'node:stream'
import type { ProducerError } from '../errors/producer-error.ts'
import type { NewTopic } from '../metadata/create-topics.ts'
import type { MetricsSnapshot } from '../metrics/producer-metrics.ts'
import type { DeliveryCallback } from '../record/delivery-callback.ts'
import type { ProducerRecord, RecordHeaders, TopicRecord } from '../record/producer-record.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'
import type { TopicDefinition } from '../serialization/topic-definition.ts'
import type { WaitOptions } from './wait-options.ts'
import type { AnyTopicWritableOptions, WritableOptions } from './writable-options.ts'

/** @public */
export interface SendOptions {
  /** Gives up a record that still waits for its topic or for room; one that was appended stays and settles. */
  readonly signal?: AbortSignal | undefined
}

/** What became of one record of a `sendBatch`. @public */
export type SettledRecord =
  | { readonly status: 'fulfilled'; readonly value: RecordMetadata }
  | { readonly status: 'rejected'; readonly reason: ProducerError }

/** A partition and the broker that leads it now, −1 while there is none. @public */
export interface PartitionInfo {
  readonly partition: number
  readonly leaderId: number
}

/** The ways to send that every sender has; `Sent` is the record that it takes. @public */
export interface RecordSender<Sent> {
  /**
   * Queues one record; resolves when the brokers have acknowledged it. Records of one partition are stored in the order in
   * which they were sent. Bytes and headers are copied, and objects serialized, in the turn of the call. Only while a
   * serializer still prepares, an object is kept as it is and serialized when it has: it shall not change until then. Never
   * throws: it rejects.
   *
   * @returns where the record landed; with `acks: 0` nobody tells, and the offset is −1
   * @throws {ProducerError} `persisted` says whether the record may be stored. Not queued, and the same record will fail again:
   *   `INVALID_RECORD`, `RECORD_TOO_LARGE`, `SERIALIZATION_FAILED`, `PARTITIONER_FAILED`. Not queued, may succeed later:
   *   `UNKNOWN_PARTITION` (when partitions are added), `BUFFER_EXHAUSTED`, `UNKNOWN_TOPIC`, `BROKERS_UNREACHABLE`, `ABORTED`.
   *   After attempts: `DELIVERY_TIMEOUT`, `BROKER_REJECTED`, `AUTHORIZATION_FAILED`. `docs/errors.md` has them all.
   * @see Kafka `delivery.timeout.ms` (KIP-91), which bounds the whole wait
   */
  send(record: Sent, options?: SendOptions): Promise<RecordMetadata>

  /**
   * Queues many records and settles each on its own, in the order given, as `Promise.allSettled` would.
   *
   * @throws {ProducerError} `INVALID_RECORD` only when `records` is no list at all, or breaks while it is read: then nothing of
   *   it is sent
   */
  sendBatch(records: Iterable<Sent>, options?: SendOptions): Promise<readonly SettledRecord[]>

  /**
   * Queues one record without a promise; never waits.
   *
   * @param callback told once of the outcome, never before this call returns; left out, only `onError` and `onDelivery` are
   * @returns whether the record was taken. False: its topic is not known yet or there is no room; nothing was taken, nobody
   *   will be told, and {@link ready} says when to try again
   */
  trySend(record: Sent, callback?: DeliveryCallback): boolean

  /**
   * Resolves when records can be taken again: there is room for the record that {@link trySend} refused last and for an eighth
   * of the buffer, and the sender's topic is known and its serializers are prepared; of a sender for any topic, every topic that
   * was asked for is known.
   *
   * @throws {ProducerError} `BUFFER_EXHAUSTED`, `UNKNOWN_TOPIC` or `BROKERS_UNREACHABLE` when that did not come true in time;
   *   `ABORTED`; `PRODUCER_CLOSED`
   */
  ready(options?: WaitOptions): Promise<void>
}

/** A sender that is bound to one topic and its types. @public */
export interface TopicProducer<Key, Value> extends RecordSender<TopicRecord<Key, Value>> {
  readonly topicName: string

  /**
   * A stream in object mode that sends each chunk as one record, for `stream.pipeline`. A chunk is a record; text and bytes are
   * the value of one. A write is done when its record is accepted; while there is no room, for at most `maxBlockMs`, the source
   * waits. The stream finishes once all its records are stored. The first that fails destroys it with its ProducerError, one that
   * comes after `close` with `PRODUCER_CLOSED`; what was accepted before goes on and settles, as it does when the stream is
   * destroyed.
   *
   * @throws {ProducerError} `INVALID_OPTION`
   */
  writable(options?: WritableOptions): Writable
}

/** @public */
export interface SenderDefaults {
  /**
   * Headers for every record sent through the view, read once, or a function that is asked once per record; a record's own
   * headers win by name.
   */
  readonly headers?: RecordHeaders | (() => RecordHeaders | undefined) | undefined
}

/** A sender for any topic: the producer itself, or a light view of it with defaults. @public */
export interface AnyTopicSender extends RecordSender<ProducerRecord> {
  /** A sender bound to a topic and its types, for as long as the producer lives. Making one costs nothing to speak of. */
  topic<Key, Value>(definition: TopicDefinition<Key, Value>): TopicProducer<Key, Value>

  /** A view on the same producer that adds defaults to each record: for a web request, say. */
  with(defaults: SenderDefaults): AnyTopicSender

  /**
   * A stream in object mode that sends each chunk as one record, for `stream.pipeline`. A chunk is a record with its topic; or
   * with `topic`, a record, text or bytes for that one. A write is done when its record is accepted; while there is no room, for
   * at most `maxBlockMs`, the source waits. The stream finishes once all its records are stored. The first that fails destroys it
   * with its ProducerError, one that comes after `close` with `PRODUCER_CLOSED`; what was accepted before goes on and settles, as
   * it does when the stream is destroyed.
   *
   * @throws {ProducerError} `INVALID_OPTION`
   */
  writable(options?: AnyTopicWritableOptions): Writable
}

/** A Kafka producer. It connects when it is first used and heals by itself. @public */
export interface Producer extends AnyTopicSender, AsyncDisposable {
  /**
   * Connects now rather than with the first record, so that a wrong address shows at start.
   *
   * @throws {ProducerError} `BROKERS_UNREACHABLE` with every address that was tried and why, `TLS_FAILED`,
   *   `UNSUPPORTED_VERSION`; the producer stays usable and the next send tries again
   */
  connect(options?: WaitOptions): Promise<void>

  /**
   * Resolves when every record sent before the call has settled, whichever way; unfilled batches go at once.
   *
   * @param options without `timeoutMs` it ends when the records do, within `deliveryTimeoutMs`
   * @throws {ProducerError} `DELIVERY_TIMEOUT` when `timeoutMs` passed first, `ABORTED`; the records go on either way
   */
  flush(options?: WaitOptions): Promise<void>

  /**
   * Refuses new records, sends what there is, and closes; what is not settled in time fails with `PRODUCER_CLOSED`. Always ends
   * within `timeoutMs` and a quarter of a second, every promise settled; later calls share the first one's end.
   *
   * @param options `timeoutMs` is 30,000 when left out
   */
  close(options?: { readonly timeoutMs?: number | undefined }): Promise<void>

  /**
   * The partitions of a topic.
   *
   * @throws {ProducerError} `UNKNOWN_TOPIC`, `AUTHORIZATION_FAILED`, `BROKERS_UNREACHABLE`, `ABORTED`
   */
  partitionsFor(topic: string, options?: WaitOptions): Promise<readonly PartitionInfo[]>

  /**
   * Creates the topics that are not there; those that are stay as they are.
   *
   * @throws {ProducerError} `BROKER_REJECTED`, `AUTHORIZATION_FAILED`, `BROKERS_UNREACHABLE`
   */
  ensureTopics(topics: readonly NewTopic[], options?: WaitOptions): Promise<void>

  /** Not there yet. @throws {ProducerError} `NOT_SUPPORTED_YET`, as a rejection */
  transaction(work: (transaction: never) => Promise<unknown>): Promise<never>

  /**
   * What was measured so far, by Java's names: `docs/metrics.md`. Costs some hundred additions per topic and broker; nothing
   * runs or is kept between two calls.
   */
  metrics(): MetricsSnapshot
}
