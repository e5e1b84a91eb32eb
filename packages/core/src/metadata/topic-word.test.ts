import { describe, expect, it } from 'vitest'
import type { TopicMetadata } from './cluster-metadata.ts'
import { TopicWord } from './topic-word.ts'

const OLD_ID = 'Xq0bZ2tQTnOZ1oHc3tPZ9w'
const NEW_ID = 'aaaaaaaaaaaaaaaaaaaaaQ'
const NO_ID = 'AAAAAAAAAAAAAAAAAAAAAA'

function topic(topicId: string, leaderId: number, leaderEpoch: number): TopicMetadata {
  return { name: 'orders', topicId, partitions: [{ partition: 0, leaderId, leaderEpoch }] }
}

describe('TopicWord', () => {
  it('L27: does not go back to a topic that was replaced while brokers disagree', () => {
    const word = new TopicWord()
    word.hear(topic(OLD_ID, 1, 7), 0)
    const recreated = word.hear(topic(NEW_ID, 2, 0), 100)

    const words = [200, 300, 10_000].map((atMs) => word.hear(topic(OLD_ID, 1, 7), atMs))

    expect(words).toEqual([recreated, recreated, recreated])
  })

  it('L27: goes back to a topic that was replaced once the newer one is in doubt, and not to and fro', () => {
    const word = new TopicWord()
    word.hear(topic(OLD_ID, 1, 7), 0)
    word.hear(topic(NEW_ID, 2, 0), 100)
    word.doubtId()

    const words = [topic(OLD_ID, 1, 7), topic(NEW_ID, 2, 0)].map((heard) => word.hear(heard, 200))

    expect(words.map(({ topicId }) => topicId)).toEqual([OLD_ID, OLD_ID])
  })

  it('believes brokers again that say nothing else for 30 seconds', () => {
    const word = new TopicWord()
    word.hear(topic(OLD_ID, 1, 7), 0)
    word.hear(topic(NEW_ID, 2, 0), 100)
    word.hear(topic(OLD_ID, 1, 7), 1_000)

    expect(word.hear(topic(OLD_ID, 1, 7), 30_999).topicId).toBe(NEW_ID)
    expect(word.hear(topic(OLD_ID, 1, 7), 31_000)).toEqual(topic(OLD_ID, 1, 7))
    expect(word.hear(topic(NEW_ID, 2, 0), 31_100).topicId).toBe(OLD_ID)
  })

  it('L27: believes them after half a second while what is known is in doubt, until a leader confirms it', () => {
    const word = new TopicWord()
    word.hear(topic(NEW_ID, 2, 0), 0)
    word.doubtId()
    word.hear(topic(OLD_ID, -1, 7), 100)
    word.hear(topic(NEW_ID, 2, 0), 1_000)

    expect(word.hear(topic(NEW_ID, 2, 0), 1_499).topicId).toBe(OLD_ID)
    expect(word.hear(topic(NEW_ID, 2, 0), 1_500).topicId).toBe(NEW_ID)
    word.confirmId(OLD_ID)
    word.hear(topic(OLD_ID, -1, 7), 2_000)
    expect(word.hear(topic(OLD_ID, -1, 7), 2_500).topicId).toBe(OLD_ID)
    word.confirmId(OLD_ID)
    word.hear(topic(NEW_ID, 2, 0), 3_000)
    expect(word.hear(topic(NEW_ID, 2, 0), 32_999).topicId).toBe(OLD_ID)
  })

  it('L27: believes them as soon while a partition has no leader under the id that replaced theirs', () => {
    const without = topic(OLD_ID, -1, 7)
    const known = (heard: TopicMetadata, atMs: number) => word.hear(heard, atMs).topicId
    const word = new TopicWord()
    word.hear(topic(NEW_ID, 2, 0), 0)

    expect(known(without, 100)).toBe(OLD_ID)
    expect(known(topic(NEW_ID, 2, 0), 1_000)).toBe(OLD_ID)
    expect(known(topic(NEW_ID, 2, 0), 1_500)).toBe(NEW_ID)
    // Now every partition has a leader who can deny the id.
    expect(known(without, 2_000)).toBe(NEW_ID)
    expect(known(without, 31_999)).toBe(NEW_ID)
    expect(known(without, 32_000)).toBe(OLD_ID)
    // Whatever has no leader now had one when something was taken.
    word.confirmId(OLD_ID)
    expect(known(topic(NEW_ID, 2, 0), 33_000)).toBe(OLD_ID)
    expect(known(topic(NEW_ID, 2, 0), 62_999)).toBe(OLD_ID)
  })

  it('takes no older epoch sooner for a doubt about the id', () => {
    const word = new TopicWord()
    const known = word.hear(topic(OLD_ID, 1, 7), 0)
    word.doubtId()
    word.hear(topic(OLD_ID, 2, 3), 1_000)

    expect(word.hear(topic(OLD_ID, 2, 3), 20_000)).toBe(known)
  })

  it('counts the 30 seconds anew when a broker confirms what is known', () => {
    const word = new TopicWord()
    word.hear(topic(OLD_ID, 1, 7), 0)
    word.hear(topic(NEW_ID, 2, 0), 100)
    word.hear(topic(OLD_ID, 1, 7), 1_000)
    word.hear(topic(NEW_ID, 2, 0), 20_000)

    expect(word.hear(topic(OLD_ID, 1, 7), 40_000).topicId).toBe(NEW_ID)
  })

  it('takes an older epoch that all brokers insist on', () => {
    const word = new TopicWord()
    const known = word.hear(topic(OLD_ID, 1, 7), 0)

    expect(word.hear(topic(OLD_ID, 2, 3), 1_000)).toBe(known)
    expect(word.hear(topic(OLD_ID, 2, 3), 31_000)).toEqual(topic(OLD_ID, 2, 3))
  })

  it('never counts a broker that tells no ids as a change of the topic', () => {
    const word = new TopicWord()
    word.hear(topic(OLD_ID, 1, 7), 0)
    word.hear(topic(NO_ID, 1, 7), 100)

    expect(word.hear(topic(OLD_ID, 2, 8), 200)).toEqual(topic(OLD_ID, 2, 8))
  })
})
