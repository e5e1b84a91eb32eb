import type { BrokerNode, PartitionMetadata, TopicMetadata } from './cluster-metadata.ts'

/** What a broker that refused batches said about who leads their partitions now (KIP-951). */
export interface LeaderHints {
  /** Where the hinted leaders are, as far as it told. */
  readonly brokers: readonly BrokerNode[]
  readonly topics: readonly TopicLeaderHints[]
}

/** The hints for one topic. */
export interface TopicLeaderHints {
  readonly name: string
  /** The topic that was asked about; `null` when the request named it by name alone. */
  readonly topicId: string | null
  readonly leaders: readonly PartitionMetadata[]
}

/**
 * The topic with the hinted leaders that are news: of the same topic, under a newer epoch, at a broker whose address is
 * known. A hint without an epoch cannot be told from an old one and is not followed.
 *
 * @returns `known` itself when there are none.
 */
export function followLeaderHints(
  known: TopicMetadata,
  hints: TopicLeaderHints,
  isKnownBroker: (nodeId: number) => boolean,
): TopicMetadata {
  if (hints.topicId !== null && hints.topicId !== known.topicId) return known
  const news = hints.leaders.filter(({ partition, leaderId, leaderEpoch }) => {
    const before = known.partitions[partition]
    return before !== undefined && leaderEpoch > before.leaderEpoch && isKnownBroker(leaderId)
  })
  if (news.length === 0) return known
  const partitions = [...known.partitions]
  for (const leader of news) partitions[leader.partition] = leader
  return { ...known, partitions }
}
