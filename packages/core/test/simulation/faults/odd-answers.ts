import { brokerErrorCode, type ProduceResponse } from '@headwater/protocol'
import type { MakeRule } from './make-rule.ts'

type TopicAnswer = ProduceResponse['responses'][number]
type PartitionAnswer = TopicAnswer['partitionResponses'][number]

/** What no topic has. */
const IMPOSSIBLE_PARTITIONS = [-1, 1_000, 2_147_483_647]
const UNKNOWN_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAACQ'

/** Answers to Produce that are well-formed and speak of other partitions than the request did. */
export const ODD_ANSWERS: Readonly<Record<string, MakeRule>> = {
  'answer leaves out a partition': (point, dice) => {
    const lot = dice.next()
    return point.changeAnswer(change((topics) => withPartition(topics, lot, () => [])))
  },
  'answer leaves out everything': (point) => point.changeAnswer(change(() => [])),
  'answer repeats a partition': (point, dice) => {
    const lot = dice.next()
    const errorCode = dice.pick([0, 0, brokerErrorCode('NOT_LEADER_OR_FOLLOWER')])
    const repeat = (answer: PartitionAnswer): PartitionAnswer[] => {
      return [answer, errorCode === 0 ? answer : { ...answer, errorCode, baseOffset: -1n }]
    }
    return point.changeAnswer(change((topics) => withPartition(topics, lot, repeat)))
  },
  'answer names a partition that was not asked about': (point, dice) => {
    const lot = dice.next()
    const impossible = dice.chance(0.5) ? dice.pick(IMPOSSIBLE_PARTITIONS) : null
    const first = dice.chance(0.5)
    const add = (answer: PartitionAnswer, asked: ReadonlySet<number>): PartitionAnswer[] => {
      const other = { ...answer, index: impossible ?? firstNotIn(asked) }
      return first ? [other, answer] : [answer, other]
    }
    return point.changeAnswer(change((topics) => withPartition(topics, lot, add)))
  },
  'answer names a topic that was not asked about': (point, dice) => {
    const instead = dice.chance(0.5)
    return point.changeAnswer(
      change((topics) => (instead ? topics.map(ofAnother) : [...topics.map(ofAnother), ...topics])),
    )
  },
}

function change(
  topicsOf: (topics: readonly TopicAnswer[]) => readonly TopicAnswer[],
): (response: unknown) => unknown {
  return (response) => {
    // What a rule for Produce gets.
    const answer = response as ProduceResponse
    return { ...answer, responses: topicsOf(answer.responses) }
  }
}

/** The answer with one of its partitions, chosen by a lot in [0, 1), replaced. */
function withPartition(
  topics: readonly TopicAnswer[],
  lot: number,
  replace: (answer: PartitionAnswer, asked: ReadonlySet<number>) => PartitionAnswer[],
): readonly TopicAnswer[] {
  const all = topics.flatMap(({ partitionResponses }) => partitionResponses)
  const chosen = all[Math.floor(lot * all.length)]
  return topics.map((topic) => {
    const asked = new Set(topic.partitionResponses.map(({ index }) => index))
    const partitionResponses = topic.partitionResponses.flatMap((answer) =>
      answer === chosen ? replace(answer, asked) : [answer],
    )
    return { ...topic, partitionResponses }
  })
}

function firstNotIn(asked: ReadonlySet<number>): number {
  let index = 0
  while (asked.has(index)) index++
  return index
}

function ofAnother(topic: TopicAnswer): TopicAnswer {
  return topic.topicId === undefined
    ? { ...topic, name: 'nobody-asked' }
    : { ...topic, topicId: UNKNOWN_TOPIC_ID }
}
