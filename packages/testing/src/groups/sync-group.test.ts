import { describe, expect, it } from 'vitest'
import { errorName, from, GroupTestBed } from '../../test/support/group-test-bed.ts'

function textOf(assignment: Uint8Array | undefined): string {
  return Buffer.from(assignment ?? []).toString()
}

describe('SyncGroup', () => {
  it('holds the followers until the leader brings the assignment', () => {
    const bed = new GroupTestBed()
    const leader = bed.joinWithNewId()
    const follower = bed.joinWithNewId()
    bed.clock.advance(0)

    const held = bed.sync(follower.memberId, 1)
    const before = held.response
    const brought = bed.sync(leader.memberId, 1, {
      [leader.memberId]: 'first half',
      [follower.memberId]: 'second half',
    })

    expect(before).toBeUndefined()
    expect(textOf(held.response?.assignment)).toBe('second half')
    expect(textOf(brought.response?.assignment)).toBe('first half')
    expect(brought.response).toMatchObject({ protocolType: 'consumer', protocolName: 'range' })
  })

  it('gives an empty assignment to a member that the leader forgot', () => {
    const bed = new GroupTestBed()
    const { memberId } = bed.joinWithNewId()
    bed.clock.advance(0)

    expect(bed.sync(memberId, 1).response).toMatchObject({
      errorCode: 0,
      assignment: new Uint8Array(0),
    })
  })

  it('repeats the assignment while the group is stable', () => {
    const bed = new GroupTestBed()
    const [, follower = ''] = bed.stableGroup(2)

    expect(textOf(bed.sync(follower, 1).response?.assignment)).toBe('part 1')
  })

  it('sends a held member back to joining when the membership changes', () => {
    const bed = new GroupTestBed()
    bed.joinWithNewId()
    const follower = bed.joinWithNewId()
    bed.clock.advance(0)
    const held = bed.sync(follower.memberId, 1)

    bed.joinWithNewId()

    expect(errorName(held.response?.errorCode)).toBe('REBALANCE_IN_PROGRESS')
  })

  it('refuses during the join phase, of another generation, and from strangers', () => {
    const bed = new GroupTestBed()
    const [leader = ''] = bed.stableGroup(1)

    const ofAnotherGeneration = bed.sync(leader, 7)
    const fromAStranger = bed.sync('stranger', 1)
    const ofAnotherGroup = bed.sync(leader, 1, {}, 'nobody')
    const ofNoGroup = bed.sync(leader, 1, {}, '')
    bed.joinWithNewId()
    const duringJoin = bed.sync(leader, 1)

    const answers = [ofAnotherGeneration, fromAStranger, ofAnotherGroup, ofNoGroup, duringJoin]
    expect(answers.map(({ response }) => errorName(response?.errorCode))).toEqual([
      'ILLEGAL_GENERATION',
      'UNKNOWN_MEMBER_ID',
      'UNKNOWN_MEMBER_ID',
      'INVALID_GROUP_ID',
      'REBALANCE_IN_PROGRESS',
    ])
  })

  it.each([
    ['type', { protocolType: 'connect' }],
    ['name', { protocolName: 'sticky' }],
  ])('refuses a protocol %s that is not the one of the generation', (_, protocol) => {
    const bed = new GroupTestBed()
    const [memberId = ''] = bed.stableGroup(1)
    const request = { groupId: 'shop', memberId, generationId: 1, assignments: [], ...protocol }
    const errors: string[] = []

    bed.coordinator.syncGroup(request, from(5), ({ errorCode }) =>
      errors.push(errorName(errorCode)),
    )

    expect(errors).toEqual(['INCONSISTENT_GROUP_PROTOCOL'])
  })

  it('refuses an assignment above its bound and stays ready for a smaller one', () => {
    const bed = new GroupTestBed({ limits: { maxMetadataBytes: 10 } })
    const { memberId } = bed.joinWithNewId()
    bed.clock.advance(0)

    const tooLarge = bed.sync(memberId, 1, { [memberId]: '12345678901' })
    const fits = bed.sync(memberId, 1, { [memberId]: '1234567890' })

    expect(errorName(tooLarge.response?.errorCode)).toBe('UNKNOWN_SERVER_ERROR')
    expect(textOf(fits.response?.assignment)).toBe('1234567890')
  })

  it('keeps its own copy of the assignment', () => {
    const bed = new GroupTestBed()
    const { memberId } = bed.joinWithNewId()
    bed.clock.advance(0)
    const frame = Buffer.from('topic a')
    const request = { groupId: 'shop', memberId, generationId: 1 }
    const assignments = [{ memberId, assignment: frame }]
    bed.coordinator.syncGroup({ ...request, assignments }, from(5), () => {})

    frame.fill(0)

    expect(textOf(bed.sync(memberId, 1).response?.assignment)).toBe('topic a')
  })

  it('answers a held member that leaves', () => {
    const bed = new GroupTestBed()
    bed.joinWithNewId()
    const follower = bed.joinWithNewId()
    bed.clock.advance(0)
    const held = bed.sync(follower.memberId, 1)

    bed.leave([{ memberId: follower.memberId }])

    expect(errorName(held.response?.errorCode)).toBe('UNKNOWN_MEMBER_ID')
  })

  it('starts the session of a held member anew when it answers', () => {
    const bed = new GroupTestBed()
    const leader = bed.joinWithNewId({ sessionTimeoutMs: 600_000 })
    const follower = bed.joinWithNewId({ sessionTimeoutMs: 10_000 })
    bed.clock.advance(0)
    bed.sync(follower.memberId, 1)
    bed.clock.advance(15_000)
    bed.sync(leader.memberId, 1)

    bed.clock.advance(9_999)
    const before = bed.state()
    bed.clock.advance(1)

    expect([before, bed.state()]).toEqual(['Stable', 'PreparingRebalance'])
  })
})
