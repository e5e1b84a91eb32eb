import type { EmbeddedKafka, KafkaRelease } from '@headwater/testing'
import type { Dice } from './dice.ts'

/** Which releases of Kafka the brokers are of, and how that changes. */
export interface PlannedReleases {
  /** By node, from node 1 on. */
  readonly brokers: readonly KafkaRelease[]
  /** What brokers become, one after the other, while records are sent; null: they stay what they are. */
  readonly next: KafkaRelease | null
  /** Whether topics are deleted and recreated. Where a topic goes by name, nobody can then keep order, or tell a new topic from the old. */
  readonly recreates: boolean
}

export const NEWEST: KafkaRelease = '4.3'
/** Oldest first. */
export const OLD_RELEASES: readonly KafkaRelease[] = [
  '1.0',
  '2.1',
  '2.4',
  '2.5',
  '2.8',
  '3.9',
  '4.0',
]
const NODES = 3
const WITHOUT_IDS: ReadonlySet<KafkaRelease> = new Set(['1.0', '2.1', '2.4', '2.5'])

export function planReleases(dice: Dice): PlannedReleases {
  const lot = dice.next()
  if (lot < 0.5) return { brokers: Array(NODES).fill(NEWEST), next: null, recreates: true }
  const recreates = dice.chance(0.3)
  const [from, to] = [dice.whole(0, OLD_RELEASES.length - 1), dice.whole(0, OLD_RELEASES.length)]
  const releases = [...OLD_RELEASES, NEWEST]
  if (lot < 0.75) {
    const brokers = Array.from({ length: NODES }, () => dice.pick(releases))
    return { brokers, next: null, recreates: recreates && agreeOnIds(brokers) }
  }
  const brokers = Array(NODES).fill(releases[from])
  const next = releases[to] ?? NEWEST
  return { brokers, next, recreates: recreates && agreeOnIds([...brokers, next]) }
}

/**
 * Whether all brokers tell topic ids or none does (KIP-516, Kafka 2.8). Where some do, a client that has heard of an id and then of none
 * cannot tell a topic that was recreated from the one that was.
 */
function agreeOnIds(releases: readonly KafkaRelease[]): boolean {
  const withIds = releases.filter((release) => !WITHOUT_IDS.has(release))
  return withIds.length === 0 || withIds.length === releases.length
}

/** Whether some broker may be of a release that names topics in Produce, as all did before topic ids (KIP-516). */
export function namesTopics({ brokers, next }: PlannedReleases): boolean {
  return [...brokers, next ?? NEWEST].some((release) => release !== NEWEST)
}

/** Makes the brokers what they are at the beginning. */
export function setReleases(kafka: EmbeddedKafka, { brokers }: PlannedReleases): void {
  for (const [index, release] of brokers.entries()) kafka.profile(release, index + 1)
}
