import { type DeliveryGuarantees, FULL_GUARANTEES, type TopicSettings } from '@headwater/testing'
import type { ProducerOptions } from '../../src/producer/producer-options.ts'
import type { Dice } from './dice.ts'
import type { PlannedCompression } from './planned-codec.ts'
import { type PlannedIdentity, planIdentity } from './planned-identity.ts'
import { namesTopics, type PlannedReleases, planReleases } from './planned-releases.ts'
import type { PlannedRetry } from './planned-retry.ts'

/** Sizes of records, in bytes of value. */
export interface RecordSizes {
  readonly most: number
  /** The share of records that are up to ten times as large. */
  readonly largeShare: number
}

/** Everything about a run that its seed decides before it begins. */
export interface SeedPlan {
  readonly options: Partial<ProducerOptions> & {
    readonly deliveryTimeoutMs: number
    readonly requestTimeoutMs: number
    readonly connectTimeoutMs: number
    readonly maxInFlightRequests: number
    readonly bufferMemoryBytes: number
    readonly maxWaitingBytes: number
    readonly maxBlockMs: number
  }
  readonly guarantees: DeliveryGuarantees
  readonly topics: readonly (TopicSettings & { readonly name: string })[]
  readonly compression: PlannedCompression
  readonly retry: PlannedRetry
  readonly identity: PlannedIdentity
  readonly releases: PlannedReleases
  readonly latencyMs: number
  /** How far followers are behind, in milliseconds: what is above their end is lost with the leader. */
  readonly replicationDelayMs: number
  readonly records: number
  /** Virtual time in which the records are sent and the faults strike, in milliseconds. */
  readonly durationMs: number
  readonly faults: number
  /** Whether there is a long silence, in which brokers forget, before the last records. */
  readonly silence: boolean
  /** Records that are sent in one turn. */
  readonly burst: number
  readonly sizes: RecordSizes
  /** How many streams carry records beside the others. */
  readonly streams: number
}

// Things that stand here several times are as often.
const COMPRESSIONS: readonly PlannedCompression[] = [
  ...Array<PlannedCompression>(5).fill('none'),
  'gzip',
  'snappy',
  'lz4',
  'zstd',
  'slow gzip',
  'slow zstd',
  'slow lz4',
]
const RETRIES: readonly PlannedRetry[] = [
  ...Array<PlannedRetry>(9).fill('backoff'),
  'fixed',
  'own',
  'none',
]
const WEAK: DeliveryGuarantees = { durable: false, unique: false, ordered: false }

export function planSeed(dice: Dice): SeedPlan {
  const { delivery, guarantees } = planDelivery(dice)
  const releases = planReleases(dice)
  return {
    options: { ...delivery, ...planBatching(dice), ...planWaiting(dice) },
    guarantees: releases.recreates && namesTopics(releases) ? byName(guarantees) : guarantees,
    releases,
    topics: Array.from({ length: dice.whole(1, 3) }, (_, index) => planTopic(dice, index)),
    compression: planCompression(dice, releases),
    retry: dice.pick(RETRIES),
    identity: planIdentity(dice),
    latencyMs: dice.pick([0, 1, 2, 10]),
    replicationDelayMs: dice.pick([0, 0, 5, 50]),
    records: dice.whole(2_000, 2_400),
    durationMs: dice.whole(4_000, 16_000),
    faults: dice.whole(12, 40),
    silence: dice.chance(0.3),
    burst: dice.pick([2, 10, 40, 150]),
    sizes: { most: dice.pick([20, 100, 300]), largeShare: dice.pick([0, 0.01, 0.05]) },
    streams: dice.chance(0.25) ? dice.whole(1, 8) : 0,
  }
}

/** What is left where a topic may be another one of the same name by the time of a retry. */
function byName({ durable }: DeliveryGuarantees): DeliveryGuarantees {
  return { ...WEAK, durable }
}

function planCompression(dice: Dice, { brokers, next }: PlannedReleases): PlannedCompression {
  const compression = dice.pick(COMPRESSIONS)
  const tooOld = next === '1.0' || brokers.includes('1.0')
  return tooOld && compression.endsWith('zstd') ? 'gzip' : compression
}

/** Mostly the defaults, under which nothing is lost, doubled or reordered. */
function planDelivery(dice: Dice) {
  const lot = dice.next()
  const maxInFlightRequests = dice.whole(1, 5)
  if (lot < 0.9) {
    return { delivery: { acks: 'all', maxInFlightRequests }, guarantees: FULL_GUARANTEES } as const
  }
  if (lot < 0.94) {
    // Loses nothing that it acknowledged, but a retry can double and overtake.
    const delivery = { acks: 'all', enableIdempotence: false, maxInFlightRequests } as const
    return { delivery, guarantees: { ...WEAK, durable: true } }
  }
  return { delivery: { acks: dice.pick([0, 1] as const), maxInFlightRequests }, guarantees: WEAK }
}

function planBatching(dice: Dice) {
  // Little room in some, so that records wait for it.
  const bufferMemoryBytes = dice.pick([16_384, 200_000, 4_000_000, 4_000_000])
  const maxRequestSizeBytes = Math.min(dice.pick([4_096, 16_384, 1_048_576]), bufferMemoryBytes)
  return {
    bufferMemoryBytes,
    maxRequestSizeBytes,
    batchSizeBytes: Math.min(dice.pick([100, 400, 2_000, 16_384]), maxRequestSizeBytes),
    lingerMs: dice.pick([0, 0, 0, 5, 50]),
    maxWaitingBytes: dice.pick([20_000, 4_000_000]),
    partitioner: dice.pick(['default', 'default', 'default', 'round-robin'] as const),
  }
}

function planWaiting(dice: Dice) {
  const requestTimeoutMs = dice.pick([300, 1_000, 2_000])
  return {
    requestTimeoutMs,
    deliveryTimeoutMs: dice.pick([2_500, 5_000, 30_000, 120_000]),
    maxBlockMs: dice.pick([500, 5_000, 60_000]),
    retryBackoffMs: dice.pick([5, 20, 100]),
    reconnectBackoffMs: dice.pick([5, 50]),
    connectTimeoutMs: 1_000,
    metadataMaxAgeMs: dice.pick([500, 3_000, 300_000]),
    connectionsMaxIdleMs: dice.pick([1_000, 540_000]),
  }
}

function planTopic(dice: Dice, index: number) {
  const config = {
    ...(dice.chance(0.15) ? { 'max.message.bytes': String(dice.pick([300, 1_000])) } : {}),
    ...(dice.chance(0.1) ? { 'message.timestamp.type': 'LogAppendTime' } : {}),
    ...(dice.chance(0.3) ? { 'min.insync.replicas': '2' } : {}),
  }
  return { name: `topic-${index}`, partitions: dice.pick([1, 2, 3, 6]), config }
}
