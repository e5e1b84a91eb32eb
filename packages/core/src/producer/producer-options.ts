import type { CompressionCodec } from '../compression/compression-codec.ts'
import { resolveCompression } from '../compression/resolve-compression.ts'
import { consoleLogger } from '../diagnostics/console-logger.ts'
import { guardedLogger } from '../diagnostics/guarded-logger.ts'
import type { Logger } from '../diagnostics/logger.ts'
import { silentLogger } from '../diagnostics/silent-logger.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { BrokerAddress } from '../network/broker-address.ts'
import type { TlsOptions } from '../network/network-options.ts'
import type { Resolver } from '../network/resolver.ts'
import type { SocketFactory } from '../network/socket-factory.ts'
import {
  type ResolvedPartitioner,
  resolvePartitioner,
} from '../partitioning/resolve-partitioner.ts'
import { exponentialBackoff } from '../retry/exponential-backoff.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import type { Clock } from '../time/clock.ts'
import type { Random } from '../time/random.ts'
import { createSystemClock } from '../time/system-clock.ts'
import { systemRandom } from '../time/system-random.ts'
import type { BatchingOptions } from './batching-options.ts'
import type { ConnectionOptions } from './connection-options.ts'
import type { DeliveryOptions } from './delivery-options.ts'
import { GivenOptions } from './given-options.ts'
import type { MetadataOptions } from './metadata-options.ts'
import { type NumberOptions, resolveNumbers } from './number-options.ts'
import { refuseUnknownOptions } from './option-names.ts'
import type { PartitioningOptions } from './partitioning-options.ts'
import type { ReportingOptions } from './reporting-options.ts'
import { resolveBrokers } from './resolve-brokers.ts'
import { resolveTlsOptions } from './resolve-tls-options.ts'

/**
 * Everything a producer can be told. Only `brokers` is required; the defaults lose, double and reorder nothing. An option
 * that is `undefined` counts as left out; one that is not listed here is refused.
 *
 * @public
 */
export interface ProducerOptions
  extends ConnectionOptions,
    MetadataOptions,
    DeliveryOptions,
    BatchingOptions,
    PartitioningOptions,
    ReportingOptions {}

/** @public */
export const DEFAULT_PRODUCER_OPTIONS = Object.freeze({
  clientId: 'headwater',
  ssl: false,
  connectTimeoutMs: 10_000,
  reconnectBackoffMs: 50,
  reconnectBackoffMaxMs: 1_000,
  connectionsMaxIdleMs: 540_000,
  maxResponseSizeBytes: 16_777_216,
  metadataMaxAgeMs: 300_000,
  metadataMaxIdleMs: 300_000,
  topicMetadataPropagationMaxMs: 30_000,
  metadataRecoveryStrategy: 'rebootstrap',
  metadataRecoveryRebootstrapTriggerMs: 300_000,
  allowAutoTopicCreation: true,
  acks: 'all',
  enableIdempotence: true,
  maxInFlightRequests: 5,
  deliveryTimeoutMs: 120_000,
  requestTimeoutMs: 30_000,
  maxBlockMs: 60_000,
  retryBackoffMs: 100,
  retryBackoffMaxMs: 1_000,
  lingerMs: 0,
  batchSizeBytes: 65_536,
  bufferMemoryBytes: 67_108_864,
  maxWaitingBytes: 67_108_864,
  maxRequestSizeBytes: 1_048_576,
  compression: 'none',
  partitioner: 'default',
  ignoreKeys: false,
  adaptivePartitioning: true,
  availabilityTimeoutMs: 0,
  logger: 'console',
}) satisfies Omit<ProducerOptions, 'brokers'>

/** The options as the producer's parts take them: complete, in agreement, and in the parts' own terms. */
export interface ResolvedProducerOptions extends NumberOptions {
  readonly brokers: readonly BrokerAddress[]
  readonly clientId: string
  readonly ssl: false | TlsOptions
  readonly allowAutoTopicCreation: boolean
  readonly metadataRecoveryStrategy: 'rebootstrap' | 'none'
  /** As a Produce request says it: −1 is all in-sync replicas. */
  readonly acks: -1 | 0 | 1
  readonly enableIdempotence: boolean
  /** `null`: none. */
  readonly compression: CompressionCodec | null
  readonly partitioner: ResolvedPartitioner
  readonly adaptivePartitioning: boolean
  readonly retryPolicy: RetryPolicy
  readonly onError: ReportingOptions['onError'] | null
  readonly onDelivery: ReportingOptions['onDelivery'] | null
  /** Never throws, whatever the caller's logger does. */
  readonly logger: Logger
  readonly clock: Clock
  readonly random: Random
  /** `null`: the system's. */
  readonly socketFactory: SocketFactory | null
  /** `null`: the system's. */
  readonly resolver: Resolver | null
}

/**
 * Applies the defaults and refuses what cannot be. The only place where either happens; the caller's object is read once
 * and not kept.
 *
 * @throws {ProducerError} `INVALID_OPTION` with the option and its value (never the value of a secret);
 *   `CODEC_MISSING` when the package that a codec needs is not installed; or `NOT_SUPPORTED_YET` for what Kafka's producer can
 *   do and this one cannot yet.
 */
export function resolveProducerOptions(options: unknown): ResolvedProducerOptions {
  const given = new GivenOptions(options)
  return given.reading(() => resolveGiven(given))
}

function resolveGiven(given: GivenOptions): ResolvedProducerOptions {
  refuseUnknownOptions(given.names)
  const { ignoreKeys, ...defaults } = DEFAULT_PRODUCER_OPTIONS
  const numbers = resolveNumbers(given, defaults)
  const acks = resolveAcks(given)
  const ignoresKeys = given.boolean('ignoreKeys', ignoreKeys)
  const random = given.seam<Random>('random', ['next']) ?? systemRandom
  return Object.freeze<ResolvedProducerOptions>({
    ...numbers,
    brokers: resolveBrokers(given.get('brokers', undefined)),
    clientId: resolveClientId(given),
    ssl: resolveTlsOptions(given.get('ssl', DEFAULT_PRODUCER_OPTIONS.ssl)),
    allowAutoTopicCreation: given.boolean(
      'allowAutoTopicCreation',
      DEFAULT_PRODUCER_OPTIONS.allowAutoTopicCreation,
    ),
    metadataRecoveryStrategy: given.oneOf(
      'metadataRecoveryStrategy',
      DEFAULT_PRODUCER_OPTIONS.metadataRecoveryStrategy,
      ['rebootstrap', 'none'],
    ),
    acks,
    enableIdempotence: resolveIdempotence(given, acks, numbers.maxInFlightRequests),
    compression: resolveCompression(given.get('compression', DEFAULT_PRODUCER_OPTIONS.compression)),
    partitioner: resolvePartitioner(
      given.get('partitioner', DEFAULT_PRODUCER_OPTIONS.partitioner),
      ignoresKeys,
    ),
    adaptivePartitioning: given.boolean(
      'adaptivePartitioning',
      DEFAULT_PRODUCER_OPTIONS.adaptivePartitioning,
    ),
    retryPolicy:
      given.seam<RetryPolicy>('retryPolicy', ['delayMs']) ?? defaultRetryPolicy(numbers, random),
    onError: given.callback<NonNullable<ReportingOptions['onError']>>('onError'),
    onDelivery: given.callback<NonNullable<ReportingOptions['onDelivery']>>('onDelivery'),
    logger: resolveLogger(given),
    clock: given.seam<Clock>('clock', CLOCK_METHODS) ?? createSystemClock(),
    random,
    socketFactory: given.seam<SocketFactory>('socketFactory', ['connect']),
    resolver: given.seam<Resolver>('resolver', ['resolve']),
  })
}

const MAX_CLIENT_ID_BYTES = 2 ** 15 - 1
const MAX_IDEMPOTENT_IN_FLIGHT = 5
const CLOCK_METHODS = ['now', 'wallTime', 'setTimer', 'scheduleTurn', 'holdProcess'] as const

function resolveClientId(given: GivenOptions): string {
  const clientId = given.get('clientId', DEFAULT_PRODUCER_OPTIONS.clientId)
  if (typeof clientId === 'string' && Buffer.byteLength(clientId) <= MAX_CLIENT_ID_BYTES) {
    return clientId
  }
  throw given.invalid('clientId', `text of at most ${MAX_CLIENT_ID_BYTES} bytes`)
}

function resolveAcks(given: GivenOptions): -1 | 0 | 1 {
  const acks = given.oneOf('acks', DEFAULT_PRODUCER_OPTIONS.acks, ['all', -1, 0, 1])
  return acks === 'all' ? -1 : acks
}

/**
 * Kafka promises order and no doubles for at most 5 batches in flight that all replicas acknowledge. Asked for beside
 * anything else it is an error. Left out, it gives way to `acks`, which says that less is wanted; a number of requests does not
 * say so, and nobody shall lose order and uniqueness by asking for speed (Java does the same, since Kafka 4.0).
 */
function resolveIdempotence(given: GivenOptions, acks: number, maxInFlightRequests: number) {
  const possible = acks === -1 && maxInFlightRequests <= MAX_IDEMPOTENT_IN_FLIGHT
  if (!given.has('enableIdempotence') && acks !== -1) return false
  const wanted = given.boolean('enableIdempotence', DEFAULT_PRODUCER_OPTIONS.enableIdempotence)
  if (!wanted || possible) return wanted
  throw new ProducerError(
    'INVALID_OPTION',
    acks === -1
      ? `Option maxInFlightRequests is ${maxInFlightRequests}; with enableIdempotence it cannot be ` +
          `above ${MAX_IDEMPOTENT_IN_FLIGHT}`
      : `Option acks is ${acks}; with enableIdempotence it can only be 'all'`,
  )
}

function defaultRetryPolicy(numbers: NumberOptions, random: Random): RetryPolicy {
  return exponentialBackoff({
    initialMs: numbers.retryBackoffMs,
    maxMs: numbers.retryBackoffMaxMs,
    random,
  })
}

function resolveLogger(given: GivenOptions): Logger {
  const logger = given.get('logger', DEFAULT_PRODUCER_OPTIONS.logger)
  if (logger === 'silent') return silentLogger
  if (logger === 'console') return consoleLogger
  const own = given.seam<Logger>('logger', ['debug', 'info', 'warn', 'error'])
  return own === null ? silentLogger : guardedLogger(own)
}
