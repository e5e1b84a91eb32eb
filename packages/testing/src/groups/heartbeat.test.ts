import { describe, expect, it } from 'vitest'
import {
  errorName,
  from,
  GroupTestBed,
  SESSION_TIMEOUT_MS,
} from '../../test/support/group-test-bed.ts'

describe('Heartbeat', () => {
  it('keeps a member for as long as it is heard of', () => {
    const bed = new GroupTestBed()
    const [memberId = ''] = bed.stableGroup(1)

    bed.clock.advance(SESSION_TIMEOUT_MS - 1)
    const inTime = bed.heartbeat(memberId, 1)
    bed.clock.advance(SESSION_TIMEOUT_MS - 1)
    const inTimeAgain = bed.heartbeat(memberId, 1)
    bed.clock.advance(SESSION_TIMEOUT_MS)
    const late = bed.heartbeat(memberId, 1)

    expect([inTime, inTimeAgain, late]).toEqual(['NONE', 'NONE', 'UNKNOWN_MEMBER_ID'])
  })

  it('refuses another generation and strangers', () => {
    const bed = new GroupTestBed()
    const [memberId = ''] = bed.stableGroup(1)

    expect(bed.heartbeat(memberId, 0)).toBe('ILLEGAL_GENERATION')
    expect(bed.heartbeat('stranger', 1)).toBe('UNKNOWN_MEMBER_ID')
  })

  it.each([
    ['INVALID_GROUP_ID', ''],
    ['UNKNOWN_MEMBER_ID', 'nobody'],
  ])('answers %s for the group "%s"', (error, groupId) => {
    const errors: string[] = []

    new GroupTestBed().coordinator.heartbeat(
      { groupId, memberId: 'till', generationId: 1 },
      from(4),
      ({ errorCode }) => errors.push(errorName(errorCode)),
    )

    expect(errors).toEqual([error])
  })
})
