import { describe, expect, it } from 'vitest'
import { followLeaderHints } from './leader-hints.ts'

const KNOWN = {
  name: 't',
  topicId: 'AAAAAAAAAAAAAAAAAAAAAQ',
  partitions: [
    { partition: 0, leaderId: 1, leaderEpoch: 5 },
    { partition: 1, leaderId: 2, leaderEpoch: 5 },
  ],
}

function hint(partition: number, leaderId: number, leaderEpoch: number, topicId = KNOWN.topicId) {
  return { name: 't', topicId, leaders: [{ partition, leaderId, leaderEpoch }] }
}

const isKnownBroker = (nodeId: number): boolean => nodeId <= 3

describe('a hint at a leader', () => {
  it('is followed when it is newer than what is known, for its partition alone', () => {
    const followed = followLeaderHints(KNOWN, hint(0, 3, 6), isKnownBroker)

    expect(followed.partitions).toEqual([
      { partition: 0, leaderId: 3, leaderEpoch: 6 },
      { partition: 1, leaderId: 2, leaderEpoch: 5 },
    ])
  })

  it.each([
    ['of an older epoch', hint(0, 3, 4)],
    ['of the epoch that is known', hint(0, 3, 5)],
    ['without an epoch', hint(0, 3, -1)],
    ['at a broker whose address nobody knows', hint(0, 4, 6)],
    ['for a partition that there is not', hint(2, 3, 6)],
    ['for another topic under the same name', hint(0, 3, 6, 'AAAAAAAAAAAAAAAAAAAAAg')],
  ])('is no news: %s', (_, hints) => {
    expect(followLeaderHints(KNOWN, hints, isKnownBroker)).toBe(KNOWN)
  })
})
