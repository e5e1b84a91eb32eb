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
  for (const { name: given, topicId, leaders } of answer.leaders) {
    const name = given ?? nameOf(topicId ?? '')
    if (name !== undefined) topics.push({ name, topicId: topicId ?? null, leaders })
  }
  return topics.length === 0 ? null : { brokers: answer.brokers, topics }
}
