import { describe, expect, it } from 'vitest'
import { errorName, GroupTestBed, SESSION_TIMEOUT_MS } from '../../test/support/group-test-bed.ts'

describe('JoinGroup', () => {
  it('tells a new member its id first and takes it in when it comes back with it', () => {
    const bed = new GroupTestBed()

    const first = bed.join()
    const memberId = first.response?.memberId ?? ''
    const second = bed.join({ memberId })
    bed.clock.advance(0)

    expect(errorName(first.response?.errorCode)).toBe('MEMBER_ID_REQUIRED')
    expect(memberId).toMatch(/^till-.{20,}/)
    expect(second.response).toMatchObject({
      errorCode: 0,
      memberId,
      leader: memberId,
      generationId: 1,
      protocolName: 'range',
      members: [
        { memberId, groupInstanceId: null, metadata: Uint8Array.from(Buffer.from('range')) },
      ],
    })
  })

  it('takes a new member in at once before version 4', () => {
    const bed = new GroupTestBed()

    const answer = bed.join({ apiVersion: 3 })
    bed.clock.advance(0)

    expect(answer.response?.errorCode).toBe(0)
    expect(answer.response?.leader).toBe(answer.response?.memberId)
  })

  it('writes an absent protocol as empty text where null is not known', () => {
    const bed = new GroupTestBed()

    expect(bed.join({ apiVersion: 6, group: '' }).response?.protocolName).toBe('')
    expect(bed.join({ apiVersion: 7, group: '' }).response?.protocolName).toBeNull()
  })

  it.each([
    ['INVALID_GROUP_ID', { group: '' }],
    ['INVALID_SESSION_TIMEOUT', { sessionTimeoutMs: 5_999 }],
    ['INVALID_SESSION_TIMEOUT', { sessionTimeoutMs: 1_800_001 }],
    ['INCONSISTENT_GROUP_PROTOCOL', { protocols: [] }],
    ['INCONSISTENT_GROUP_PROTOCOL', { protocolType: '' }],
    ['UNKNOWN_MEMBER_ID', { memberId: 'stranger' }],
    ['UNKNOWN_SERVER_ERROR', { metadata: new Uint8Array(1_048_577) }],
  ])('refuses with %s: %o', (error, terms) => {
    expect(errorName(new GroupTestBed().join(terms).response?.errorCode)).toBe(error)
  })

  it('refuses a member that shares no strategy with the others, or is no consumer', () => {
    const bed = new GroupTestBed()
    bed.stableGroup(1)

    const strategy = bed.join({ protocols: ['sticky'] })
    const type = bed.join({ protocolType: 'connect' })

    expect(errorName(strategy.response?.errorCode)).toBe('INCONSISTENT_GROUP_PROTOCOL')
    expect(errorName(type.response?.errorCode)).toBe('INCONSISTENT_GROUP_PROTOCOL')
  })

  it('refuses an id that the group does not know', () => {
    const bed = new GroupTestBed()
    bed.stableGroup(1)

    expect(errorName(bed.join({ memberId: 'stranger' }).response?.errorCode)).toBe(
      'UNKNOWN_MEMBER_ID',
    )
  })

  it('chooses the strategy that most members want most, among those that all of them offer', () => {
    const bed = new GroupTestBed()

    const { answer } = bed.joinWithNewId({ protocols: ['range', 'sticky'] })
    bed.joinWithNewId({ protocols: ['sticky', 'range'] })
    bed.joinWithNewId({ protocols: ['own', 'sticky', 'range'] })
    bed.clock.advance(0)

    expect(answer.response?.protocolName).toBe('sticky')
  })

  it('repeats its answer to a member that asks again with the same terms', () => {
    const bed = new GroupTestBed()
    const { memberId, answer } = bed.joinWithNewId()
    bed.clock.advance(0)

    const repeated = bed.join({ memberId })

    expect(repeated.response).toEqual(answer.response)
    expect(bed.state()).toBe('CompletingRebalance')
  })

  it('rebalances a stable group when its leader joins again, and not when a follower does', () => {
    const bed = new GroupTestBed()
    const [leader = '', follower = ''] = bed.stableGroup(2)

    const unchanged = bed.join({ memberId: follower })
    const stateAfterFollower = bed.state()
    const waiting = bed.join({ memberId: leader })

    expect(unchanged.response).toMatchObject({ errorCode: 0, generationId: 1, members: [] })
    expect(stateAfterFollower).toBe('Stable')
    expect(waiting.response).toBeUndefined()
    expect(bed.state()).toBe('PreparingRebalance')
  })

  it('rebalances a stable group when a follower changes what it subscribes to', () => {
    const bed = new GroupTestBed()
    const [, follower = ''] = bed.stableGroup(2)

    bed.join({ memberId: follower, metadata: Buffer.from('another topic') })

    expect(bed.state()).toBe('PreparingRebalance')
  })

  it('answers a join that is held when the member sends another one', () => {
    const bed = new GroupTestBed()
    const [leader = ''] = bed.stableGroup(2)
    const held = bed.join({ memberId: leader })

    bed.join({ memberId: leader })

    expect(errorName(held.response?.errorCode)).toBe('REBALANCE_IN_PROGRESS')
  })

  it('forgets an id whose owner does not come back within its session timeout', () => {
    const bed = new GroupTestBed()
    const memberId = bed.join().response?.memberId ?? ''

    bed.clock.advance(SESSION_TIMEOUT_MS)

    expect(errorName(bed.join({ memberId }).response?.errorCode)).toBe('UNKNOWN_MEMBER_ID')
  })

  it('bounds the members of a group, those that only have an id included', () => {
    const bed = new GroupTestBed({ limits: { maxGroupSize: 2 } })
    bed.join()
    bed.join()

    expect(errorName(bed.join().response?.errorCode)).toBe('GROUP_MAX_SIZE_REACHED')
  })

  it('bounds what the members of a group bring together, and lets each bring its own again', () => {
    const bed = new GroupTestBed({ limits: { maxMetadataBytes: 30 } })
    const metadata = Buffer.from('12345678')
    const [leader = ''] = bed.stableGroup(2, { metadata })

    const tooMuch = bed.join({ metadata })
    const again = bed.join({ memberId: leader, metadata })

    expect(errorName(tooMuch.response?.errorCode)).toBe('UNKNOWN_SERVER_ERROR')
    expect(again.response).toBeUndefined()
    expect(bed.state()).toBe('PreparingRebalance')
  })

  it('lets the oldest unused group give way at the bound, and refuses when none is', () => {
    const bed = new GroupTestBed({ limits: { maxGroups: 2 } })
    const [leaver = ''] = bed.stableGroup(1, { group: 'left' })
    bed.stableGroup(1, { group: 'busy' })
    bed.leave([{ memberId: leaver }], 'left')

    const inPlaceOfLeft = bed.join({ group: 'new' })
    const refused = bed.join({ group: 'newer' })

    expect(errorName(inPlaceOfLeft.response?.errorCode)).toBe('MEMBER_ID_REQUIRED')
    expect(bed.state('left')).toBe('Dead')
    expect(errorName(refused.response?.errorCode)).toBe('GROUP_MAX_SIZE_REACHED')
  })

  it('keeps its own copy of what a member says', () => {
    const bed = new GroupTestBed()
    const frame = Buffer.from('topic a')
    const { answer } = bed.joinWithNewId({ metadata: frame })

    frame.fill(0)
    bed.clock.advance(0)

    expect(Buffer.from(answer.response?.members[0]?.metadata ?? []).toString()).toBe('topic a')
  })
})
