import { brokerErrorByCode, brokerErrorCode } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { TopicInterest } from './topic-interest.ts'

const LAST_WORD = brokerErrorByCode(brokerErrorCode('INVALID_TOPIC_EXCEPTION'))
const PASSING = brokerErrorByCode(brokerErrorCode('LEADER_NOT_AVAILABLE'))
const KNOWN = {
  name: 't',
  topicId: 'AAAAAAAAAAAAAAAAAAAAAQ',
  partitions: [{ partition: 0, leaderId: 1, leaderEpoch: 0 }],
}
const after100 = (): number => 100

describe('TopicInterest', () => {
  it('asks again for a topic that was never known, unless the error is the last word', () => {
    const topic = new TopicInterest('t')

    topic.hear(PASSING, 1_000, after100)
    expect(topic.dueAtMs).toBe(1_100)
    topic.hear(LAST_WORD, 1_100, after100)
    expect(topic.dueAtMs).toBe(Number.POSITIVE_INFINITY)
  })

  it('asks again for a topic that was known whatever the error, because its leaders may move meanwhile', () => {
    const topic = new TopicInterest('t')
    topic.hear(KNOWN, 1_000, after100)
    expect(topic.dueAtMs).toBe(Number.POSITIVE_INFINITY)

    topic.hear(LAST_WORD, 2_000, after100)
    expect(topic.dueAtMs).toBe(2_100)
    topic.hear(KNOWN, 2_100, after100)
    expect(topic.dueAtMs).toBe(Number.POSITIVE_INFINITY)
  })
})
