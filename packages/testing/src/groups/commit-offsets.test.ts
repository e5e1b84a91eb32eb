import { describe, expect, it } from 'vitest'
import { committedTopic, GroupTestBed } from '../../test/support/group-test-bed.ts'

describe('OffsetCommit', () => {
  it('takes a commit without a generation while the group has no members, and makes the group', () => {
    const bed = new GroupTestBed()

    expect(bed.commit()).toEqual(['NONE'])
    expect(bed.commit()).toEqual(['NONE'])
    expect(bed.state()).toBe('Empty')
  })

  it('takes the commit of a member of this generation only', () => {
    const bed = new GroupTestBed()
    const [memberId = ''] = bed.stableGroup(1)

    expect(bed.commit({ memberId, generationIdOrMemberEpoch: 1 })).toEqual(['NONE'])
    expect(bed.commit({ memberId, generationIdOrMemberEpoch: 0 })).toEqual(['ILLEGAL_GENERATION'])
    expect(bed.commit({ memberId: 'stranger', generationIdOrMemberEpoch: 1 })).toEqual([
      'UNKNOWN_MEMBER_ID',
    ])
    expect(bed.commit()).toEqual(['UNKNOWN_MEMBER_ID'])
  })

  it('takes the last commits of a member while the others join', () => {
    const bed = new GroupTestBed()
    const [memberId = ''] = bed.stableGroup(1)
    bed.joinWithNewId()

    expect(bed.commit({ memberId, generationIdOrMemberEpoch: 1 })).toEqual(['NONE'])
  })

  it('takes none between joining and the assignment', () => {
    const bed = new GroupTestBed()
    const { memberId } = bed.joinWithNewId()
    bed.clock.advance(0)

    expect(bed.commit({ memberId, generationIdOrMemberEpoch: 1 })).toEqual([
      'REBALANCE_IN_PROGRESS',
    ])
  })

  it('keeps the session of the member', () => {
    const bed = new GroupTestBed()
    const [memberId = ''] = bed.stableGroup(1)
    bed.clock.advance(9_999)
    bed.commit({ memberId, generationIdOrMemberEpoch: 1 })

    bed.clock.advance(9_999)

    expect(bed.heartbeat(memberId, 1)).toBe('NONE')
  })

  it('says of a group that does not exist what the version can say', () => {
    const bed = new GroupTestBed()
    const request = { memberId: 'till', generationIdOrMemberEpoch: 1 }

    expect(bed.commit(request, 8)).toEqual(['ILLEGAL_GENERATION'])
    expect(bed.commit(request, 9)).toEqual(['GROUP_ID_NOT_FOUND'])
  })

  it('judges each partition on its own', () => {
    const bed = new GroupTestBed()
    const topics = [
      committedTopic('orders', 0, 'm'.repeat(4_096)),
      committedTopic('orders', 0, 'm'.repeat(4_097)),
      committedTopic('orders', 1),
      committedTopic('unknown', 0),
    ]

    expect(bed.commit({ topics })).toEqual([
      'NONE',
      'OFFSET_METADATA_TOO_LARGE',
      'UNKNOWN_TOPIC_OR_PARTITION',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ])
  })

  it('makes no group for a topic that does not exist', () => {
    const bed = new GroupTestBed()

    bed.commit({ topics: [committedTopic('unknown', 0)] })

    expect(bed.state()).toBe('Dead')
  })

  it('makes no more groups than its bound', () => {
    const bed = new GroupTestBed({ limits: { maxGroups: 1 } })
    bed.commit()

    expect(bed.commit({ groupId: 'another' })).toEqual(['GROUP_MAX_SIZE_REACHED'])
  })
})
