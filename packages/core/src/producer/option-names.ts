import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { nearestName } from './nearest-name.ts'
import type { ProducerOptions } from './producer-options.ts'

/** Every option with the Kafka key whose meaning it has; `null` where Kafka has none. */
export const KAFKA_KEYS = Object.freeze({
  brokers: 'bootstrap.servers',
  clientId: 'client.id',
  ssl: 'security.protocol',
  connectTimeoutMs: 'socket.connection.setup.timeout.ms',
  reconnectBackoffMs: 'reconnect.backoff.ms',
  reconnectBackoffMaxMs: 'reconnect.backoff.max.ms',
  connectionsMaxIdleMs: 'connections.max.idle.ms',
  maxResponseSizeBytes: null,
  socketFactory: null,
  resolver: null,
  metadataMaxAgeMs: 'metadata.max.age.ms',
  allowAutoTopicCreation: null,
  metadataMaxIdleMs: 'metadata.max.idle.ms',
  topicMetadataPropagationMaxMs: null,
  metadataRecoveryStrategy: 'metadata.recovery.strategy',
  metadataRecoveryRebootstrapTriggerMs: 'metadata.recovery.rebootstrap.trigger.ms',
  acks: 'acks',
  enableIdempotence: 'enable.idempotence',
  maxInFlightRequests: 'max.in.flight.requests.per.connection',
  deliveryTimeoutMs: 'delivery.timeout.ms',
  requestTimeoutMs: 'request.timeout.ms',
  maxBlockMs: 'max.block.ms',
  retryBackoffMs: 'retry.backoff.ms',
  retryBackoffMaxMs: 'retry.backoff.max.ms',
  retryPolicy: 'retries',
  lingerMs: 'linger.ms',
  batchSizeBytes: 'batch.size',
  bufferMemoryBytes: 'buffer.memory',
  maxWaitingBytes: null,
  maxRequestSizeBytes: 'max.request.size',
  compression: 'compression.type',
  partitioner: 'partitioner.class',
  ignoreKeys: 'partitioner.ignore.keys',
  adaptivePartitioning: 'partitioner.adaptive.partitioning.enable',
  availabilityTimeoutMs: 'partitioner.availability.timeout.ms',
  onError: null,
  onDelivery: null,
  logger: null,
  clock: null,
  random: null,
}) satisfies Record<keyof ProducerOptions, string | null>

/** Options that Kafka's producer has and this one will have. Refused rather than ignored: each changes what is promised. */
export const OPTIONS_NOT_SUPPORTED_YET: Readonly<Record<string, string>> = Object.freeze({
  sasl: 'sasl.mechanism',
  transactionalId: 'transactional.id',
  transactionTimeoutMs: 'transaction.timeout.ms',
  interceptors: 'interceptor.classes',
})

/**
 * Refuses what is no option, before any value is looked at.
 *
 * @throws {ProducerError} `NOT_SUPPORTED_YET`, or `INVALID_OPTION` with the option that was probably meant. Neither shows
 *   a value: what goes by an unknown name may be a secret.
 */
export function refuseUnknownOptions(names: readonly string[]): void {
  for (const name of names) {
    if (Object.hasOwn(KAFKA_KEYS, name)) continue
    if (Object.hasOwn(OPTIONS_NOT_SUPPORTED_YET, name)) {
      throw new ProducerError('NOT_SUPPORTED_YET', `Option ${name} is not supported yet`)
    }
    const meant = optionByKafkaKey(name) ?? nearestName(name, KNOWN_NAMES)
    throw new ProducerError(
      'INVALID_OPTION',
      `Option ${describeValue(name)} is not known${meant === null ? '' : `; did you mean ${meant}?`}`,
    )
  }
}

const KNOWN_NAMES = [...Object.keys(KAFKA_KEYS), ...Object.keys(OPTIONS_NOT_SUPPORTED_YET)]

/** Levels are a part of the option `compression` (KIP-390). */
const COMPRESSION_LEVEL_KEY = /^compression\.(gzip|lz4|zstd)\.level$/

function optionByKafkaKey(key: string): string | null {
  for (const [name, kafkaKey] of Object.entries({ ...KAFKA_KEYS, ...OPTIONS_NOT_SUPPORTED_YET })) {
    if (kafkaKey === key) return name
  }
  return COMPRESSION_LEVEL_KEY.test(key) ? 'compression' : null
}
