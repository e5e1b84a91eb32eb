import type { ProduceAttempt } from '@headwater/testing'
import { NEWEST, namesTopics, OLD_RELEASES } from './planned-releases.ts'
import type { SimulatedWorld } from './simulated-world.ts'

const LAST_EPOCH = 32_767
const SEQUENCE_COUNT = 2 ** 31
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

/** Everything that a seed can be beside its faults, in the order of the report. */
export const SEED_TRAITS: readonly string[] = [
  ...CODECS.map((codec) => `compression ${codec}`),
  'a codec that takes its time',
  ...['backoff', 'fixed', 'own', 'none'].map((retry) => `retries: ${retry}`),
  ...OLD_RELEASES.map((release) => `a broker of Kafka ${release}`),
  'brokers of several releases',
  'topics recreated by name',
  'epochs ran out',
  'sequences wrapped',
  'records sent by streams',
]

/** What a seed was, by its plan and by what came of it. */
export function traitsOf({ plan, kafka }: SimulatedWorld): readonly string[] {
  const { compression, retry, releases } = plan
  const spoken = new Set([...releases.brokers, releases.next ?? NEWEST])
  const attempts = kafka.attempts()
  return [
    `compression ${compression.replace('slow ', '')}`,
    ...(compression.startsWith('slow ') ? ['a codec that takes its time'] : []),
    `retries: ${retry}`,
    ...[...spoken].map((release) => `a broker of Kafka ${release}`),
    ...(new Set(releases.brokers).size > 1 ? ['brokers of several releases'] : []),
    ...(releases.recreates && namesTopics(releases) ? ['topics recreated by name'] : []),
    ...(attempts.some(({ header }) => header.producerEpoch === LAST_EPOCH)
      ? ['epochs ran out']
      : []),
    ...(attempts.some(wraps) ? ['sequences wrapped'] : []),
    ...(plan.streams > 0 ? ['records sent by streams'] : []),
  ]
}

/** Whether the next batch behind this one begins at or behind 0. */
function wraps({ header }: ProduceAttempt): boolean {
  return header.producerId >= 0n && header.baseSequence + header.recordCount >= SEQUENCE_COUNT
}
