import type { LeaderHints, TopicLeaderHints } from '../metadata/leader-hints.ts'
import type { ProduceAnswer } from './produce-response.ts'

/**
 * What an answer tells of leaders, in terms of topics; `null` when it tells nothing, as nearly all do.
 *
 * @param nameOf the topic of an answer that names it by id
 */
export function collectLeaderHints(
  answer: ProduceAnswer,
  nameOf: (topicId: string) => string | undefined,
): LeaderHints | null {
  const topics: TopicLeaderHints[] = []
  for (const { name: given, topicId, partitions } of answer.topics) {
    const hinted = partitions.filter(({ leaderId }) => leaderId >= 0)
    if (hinted.length === 0) continue
    const name = given ?? nameOf(topicId ?? '')
    if (name === undefined) continue
    const leaders = hinted.map(({ partition, leaderId, leaderEpoch }) => {
      return { partition, leaderId, leaderEpoch }
    })
    topics.push({ name, topicId: topicId ?? null, leaders })
  }
  return topics.length === 0 ? null : { brokers: answer.brokers, topics }
}
