import type { OffsetFetchRequest, OffsetFetchResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { committedTopic, from, GroupTestBed } from '../../test/support/group-test-bed.ts'

const COMMITTED = {
  partitionIndex: 0,
  committedOffset: 5n,
  committedLeaderEpoch: -1,
  metadata: 'note',
  errorCode: 0,
}
const NOTHING = { ...COMMITTED, committedOffset: -1n, metadata: '' }

function bedWithCommit(): GroupTestBed {
  const bed = new GroupTestBed()
  bed.commit({ topics: [committedTopic('orders', 0, 'note')] })
  return bed
}

function fetch(bed: GroupTestBed, request: OffsetFetchRequest, apiVersion: number) {
  const answers: OffsetFetchResponse[] = []
  bed.coordinator.offsetFetch(request, from(apiVersion), (response) => answers.push(response))
  return answers[0]
}

describe('OffsetFetch', () => {
  it('returns what was committed, and -1 where nothing was', () => {
    const topics = [{ name: 'orders', partitionIndexes: [0, 1] }]

    expect(fetch(bedWithCommit(), { groupId: 'shop', topics }, 7)).toEqual({
      errorCode: 0,
      topics: [{ name: 'orders', partitions: [COMMITTED, { ...NOTHING, partitionIndex: 1 }] }],
    })
  })

  it('returns everything when it is asked for no topic in particular', () => {
    expect(fetch(bedWithCommit(), { groupId: 'shop', topics: null }, 7)).toEqual({
      errorCode: 0,
      topics: [{ name: 'orders', partitions: [COMMITTED] }],
    })
  })

  it('answers several groups at once from version 8, unknown ones without offsets', () => {
    const groups = [
      { groupId: 'shop', topics: null },
      { groupId: 'nobody', topics: null },
      { groupId: 'nobody', topics: [{ name: 'orders', partitionIndexes: [0] }] },
    ]

    expect(fetch(bedWithCommit(), { groups }, 9)).toEqual({
      groups: [
        { groupId: 'shop', errorCode: 0, topics: [{ name: 'orders', partitions: [COMMITTED] }] },
        { groupId: 'nobody', errorCode: 0, topics: [] },
        { groupId: 'nobody', errorCode: 0, topics: [{ name: 'orders', partitions: [NOTHING] }] },
      ],
    })
  })

  it('forgets what was committed for a topic that was deleted', () => {
    const bed = bedWithCommit()

    bed.coordinator.forgetTopic('orders')

    expect(fetch(bed, { groupId: 'shop', topics: null }, 7)?.topics).toEqual([])
  })
})
