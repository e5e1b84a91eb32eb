import type { ClusterRandom } from './cluster/random-id.ts'
import type { TlsIdentity } from './serving/tcp-listener.ts'
import type { ClusterClock } from './time/cluster-clock.ts'
import { createSystemClock } from './time/system-clock.ts'

const MAX_BROKERS = 100
const MAX_PORT = 65_535

/**
 * What kind of cluster to start; all of it may be left out.
 *
 * @public
 */
export interface KafkaOptions {
  /** How many brokers, 1 to 100. Their node ids count from 1. @default 1 */
  readonly brokers?: number
  /** The first broker's port on 127.0.0.1; the others follow it. 0 takes free ones. @default 0 */
  readonly port?: number
  /** Partitions of a topic that does not say how many. Kafka: `num.partitions`. @default 1 */
  readonly defaultPartitions?: number
  /**
   * Replicas of a topic that does not say how many. Kafka: `default.replication.factor`.
   * @default as many as there are brokers, at most 3
   */
  readonly defaultReplicationFactor?: number
  /** Whether asking for a topic's metadata creates it. Kafka: `auto.create.topics.enable`. @default true */
  readonly autoCreateTopics?: boolean
  /**
   * Bytes of records that all topics keep in memory together; beyond, the oldest go first.
   * @default 268435456
   */
  readonly retentionBytes?: number
  /**
   * Whether `stop()` throws when a client did what no correct client does. Off for clients of others, and where nobody tests.
   * @default true
   */
  readonly failOnViolations?: boolean
  /**
   * Milliseconds until the other replicas have what a leader appended. Until then consumers do not see it, a Produce with
   * `acks` all waits, and a broker that is killed may take it along.
   * @default 0
   */
  readonly replicationDelayMs?: number
  /** Speaks TLS, with this key and certificate in PEM, in place of plaintext. */
  readonly tls?: TlsIdentity
  /** Where time comes from. @default the machine's */
  readonly clock?: ClusterClock
  /** Where ids come from. @default Math.random */
  readonly random?: ClusterRandom
}

/** Options after {@link resolveKafkaOptions}: nothing is missing but TLS. */
export type ResolvedKafkaOptions = Required<Omit<KafkaOptions, 'tls'>> & Pick<KafkaOptions, 'tls'>

/**
 * The defaults that are plain values.
 *
 * @public
 */
export const DEFAULT_KAFKA_OPTIONS = Object.freeze({
  brokers: 1,
  port: 0,
  defaultPartitions: 1,
  autoCreateTopics: true,
  retentionBytes: 268_435_456,
  failOnViolations: true,
  replicationDelayMs: 0,
})

/** @throws {RangeError} for an impossible number. */
export function resolveKafkaOptions(options: KafkaOptions): ResolvedKafkaOptions {
  const given = withoutUndefined(options)
  const resolved = {
    ...DEFAULT_KAFKA_OPTIONS,
    clock: given.clock ?? createSystemClock(),
    random: { next: Math.random },
    defaultReplicationFactor: Math.min(3, given.brokers ?? DEFAULT_KAFKA_OPTIONS.brokers),
    ...given,
  }
  requireWhole('brokers', resolved.brokers, 1, MAX_BROKERS)
  const highestFirstPort = resolved.port === 0 ? 0 : MAX_PORT - resolved.brokers + 1
  requireWhole('port', resolved.port, 0, highestFirstPort)
  requireWhole('defaultPartitions', resolved.defaultPartitions, 1, 10_000)
  requireWhole('defaultReplicationFactor', resolved.defaultReplicationFactor, 1, resolved.brokers)
  requireWhole('retentionBytes', resolved.retentionBytes, 1, Number.MAX_SAFE_INTEGER)
  requireWhole('replicationDelayMs', resolved.replicationDelayMs, 0, Number.MAX_SAFE_INTEGER)
  return resolved
}

/** An option that is `undefined` counts as left out, as the producer's do. */
function withoutUndefined(options: KafkaOptions): KafkaOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not ${value}`)
  }
}
