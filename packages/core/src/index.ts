export type { CompressionCodec, CompressionName } from './compression/compression-codec.ts'
export type { CompressionOption, CompressionSettings } from './compression/resolve-compression.ts'
export type { Logger } from './diagnostics/logger.ts'
export type {
  BatchAcknowledgedMessage,
  BatchFailedMessage,
  BatchMessage,
  BatchRetriedMessage,
  BatchSentMessage,
  ConnectionClosedMessage,
  ConnectionMessage,
  MetadataRefreshedMessage,
  ProducerMessage,
  RecordRefusedMessage,
  RequestMessage,
  SequenceGapMessage,
  ThrottledMessage,
} from './diagnostics/producer-channels.ts'
export { isProducerError } from './errors/is-producer-error.ts'
export {
  ProducerError,
  type ProducerErrorCode,
  type ProducerErrorDetails,
} from './errors/producer-error.ts'
export type { NewTopic } from './metadata/create-topics.ts'
export type {
  MetricsSnapshot,
  NodeMetrics,
  ProducerMetrics,
  TopicMetrics,
} from './metrics/producer-metrics.ts'
export type { TlsOptions } from './network/network-options.ts'
export type { Resolver } from './network/resolver.ts'
export type {
  ClientSocket,
  SocketFactory,
  SocketListener,
  SocketTarget,
} from './network/socket-factory.ts'
export type { Partitioner, PartitionerInput } from './partitioning/partitioner.ts'
export type { PartitionerOption } from './partitioning/resolve-partitioner.ts'
export { roundRobin } from './partitioning/round-robin-partitioner.ts'
export { createProducer } from './producer/create-producer.ts'
export type {
  AnyTopicSender,
  PartitionInfo,
  Producer,
  RecordSender,
  SenderDefaults,
  SendOptions,
  SettledRecord,
  TopicProducer,
} from './producer/producer.ts'
export { DEFAULT_PRODUCER_OPTIONS, type ProducerOptions } from './producer/producer-options.ts'
export type { WaitOptions } from './producer/wait-options.ts'
export type { AnyTopicWritableOptions, WritableOptions } from './producer/writable-options.ts'
export type { DeliveryCallback } from './record/delivery-callback.ts'
export type { EncodedRecord } from './record/encoded-record.ts'
export type {
  HeaderValue,
  ProducerRecord,
  RecordHeaders,
  TopicRecord,
} from './record/producer-record.ts'
export type { RecordMetadata } from './record/record-metadata.ts'
export { type ExponentialBackoffOptions, exponentialBackoff } from './retry/exponential-backoff.ts'
export { fixedRetry } from './retry/fixed-retry.ts'
export { noRetry } from './retry/no-retry.ts'
export type { FailedAttempt, RetryPolicy } from './retry/retry-policy.ts'
export { bytes } from './serialization/bytes-serializer.ts'
export { json } from './serialization/json-serializer.ts'
export type {
  SerializationContext,
  SerializedForm,
  Serializer,
} from './serialization/serializer.ts'
export type { InferInput, StandardSchema } from './serialization/standard-schema.ts'
export { string } from './serialization/string-serializer.ts'
export { defineTopic, type TopicDefinition } from './serialization/topic-definition.ts'
export type { Clock, Timer } from './time/clock.ts'
export type { Random } from './time/random.ts'
export { createSystemClock } from './time/system-clock.ts'
