import { describe, expect, it } from 'vitest'
import type { TopicMetadata } from './cluster-metadata.ts'
import { mergeTopic } from './merge-topic.ts'

const ID = 'Xq0bZ2tQTnOZ1oHc3tPZ9w'
const OTHER_ID = 'aaaaaaaaaaaaaaaaaaaaaQ'
const NO_ID = 'AAAAAAAAAAAAAAAAAAAAAA'

/** Partitions as pairs of leader and epoch. */
function topic(
  topicId: string,
  ...leaders: readonly [leaderId: number, epoch: number][]
): TopicMetadata {
  const partitions = leaders.map(([leaderId, leaderEpoch], partition) => ({
    partition,
    leaderId,
    leaderEpoch,
  }))
  return { name: 'orders', topicId, partitions }
}

describe('mergeTopic', () => {
  it.each([
    ['takes a newer epoch', topic(ID, [1, 5]), topic(ID, [2, 6]), topic(ID, [2, 6])],
    ['ignores an older epoch', topic(ID, [2, 6]), topic(ID, [1, 5]), topic(ID, [2, 6])],
    [
      'takes a change without a new epoch',
      topic(ID, [1, 5]),
      topic(ID, [-1, 5]),
      topic(ID, [-1, 5]),
    ],
    [
      'decides for each partition',
      topic(ID, [1, 5], [1, 5]),
      topic(ID, [2, 6], [3, 4]),
      topic(ID, [2, 6], [1, 5]),
    ],
    [
      'takes new partitions',
      topic(ID, [1, 5]),
      topic(ID, [1, 5], [2, 0]),
      topic(ID, [1, 5], [2, 0]),
    ],
    [
      'keeps partitions that a lagging broker does not know',
      topic(ID, [1, 5], [2, 0]),
      topic(ID, [1, 5]),
      topic(ID, [1, 5], [2, 0]),
    ],
    [
      'starts over with a recreated topic (S37)',
      topic(ID, [1, 5], [2, 5]),
      topic(OTHER_ID, [3, 0]),
      topic(OTHER_ID, [3, 0]),
    ],
    [
      'believes a broker that is too old for ids',
      topic(NO_ID, [1, 5], [1, 5]),
      topic(NO_ID, [2, 1]),
      topic(NO_ID, [2, 1]),
    ],
    [
      'believes a broker that is too old for epochs',
      topic(ID, [1, 5]),
      topic(ID, [2, -1]),
      topic(ID, [2, -1]),
    ],
  ])('%s', (_, known, heard, expected) => {
    expect(mergeTopic(known, heard)).toEqual(expected)
  })

  it('gives the very same topic when nothing changed', () => {
    const known = topic(ID, [1, 5], [2, 6])

    expect(mergeTopic(known, topic(ID, [1, 5], [2, 6]))).toBe(known)
    expect(mergeTopic(known, topic(ID, [1, 4], [2, 5]))).toBe(known)
    expect(mergeTopic(null, known)).toBe(known)
  })
})
