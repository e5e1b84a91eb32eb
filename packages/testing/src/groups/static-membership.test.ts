import { describe, expect, it } from 'vitest'
import {
  errorName,
  GroupTestBed,
  REBALANCE_TIMEOUT_MS,
  SESSION_TIMEOUT_MS,
} from '../../test/support/group-test-bed.ts'

/** A stable group of one static member, instance `till-1`. */
function staticGroup() {
  const bed = new GroupTestBed()
  const answer = bed.join({ instanceId: 'till-1' })
  bed.clock.advance(0)
  const memberId = answer.response?.memberId ?? ''
  bed.sync(memberId, 1, { [memberId]: 'all' })
  return { bed, memberId }
}

describe('static membership (KIP-345)', () => {
  it('takes a static member in with one request', () => {
    const { bed, memberId } = staticGroup()

    expect(memberId).toMatch(/^till-1-/)
    expect(bed.state()).toBe('Stable')
  })

  it('gives a restarted member its old place and assignment without a rebalance', () => {
    const { bed, memberId } = staticGroup()

    const answer = bed.join({ instanceId: 'till-1' })
    const successorId = answer.response?.memberId ?? ''

    expect(successorId).not.toBe(memberId)
    expect(answer.response).toMatchObject({
      errorCode: 0,
      generationId: 1,
      leader: successorId,
      skipAssignment: true,
      members: [{ memberId: successorId, groupInstanceId: 'till-1' }],
    })
    expect(bed.state()).toBe('Stable')
    expect(Buffer.from(bed.sync(successorId, 1).response?.assignment ?? []).toString()).toBe('all')
  })

  it('does not let a restarted leader assign where it cannot skip the assignment', () => {
    const { bed, memberId } = staticGroup()

    const answer = bed.join({ instanceId: 'till-1', apiVersion: 8 })

    expect(answer.response).toMatchObject({ errorCode: 0, leader: memberId, members: [] })
  })

  it('fences the process that was replaced', () => {
    const { bed, memberId } = staticGroup()
    bed.join({ instanceId: 'till-1' })

    const joined = bed.join({ memberId, instanceId: 'till-1' })

    expect(errorName(joined.response?.errorCode)).toBe('FENCED_INSTANCE_ID')
    expect(bed.heartbeat(memberId, 1, 'till-1')).toBe('FENCED_INSTANCE_ID')
    expect(bed.heartbeat(memberId, 1, 'till-2')).toBe('UNKNOWN_MEMBER_ID')
    expect(bed.leave([{ memberId, groupInstanceId: 'till-1' }])).toEqual(['FENCED_INSTANCE_ID'])
    expect(
      bed.commit({ memberId, generationIdOrMemberEpoch: 1, groupInstanceId: 'till-1' }),
    ).toEqual(['FENCED_INSTANCE_ID'])
  })

  it('fences a held join of the process that was replaced', () => {
    const bed = new GroupTestBed()
    const held = bed.join({ instanceId: 'till-1' })

    bed.join({ instanceId: 'till-1' })

    expect(errorName(held.response?.errorCode)).toBe('FENCED_INSTANCE_ID')
  })

  it('rebalances when the restarted member changes the strategy of the group', () => {
    const { bed } = staticGroup()

    const answer = bed.join({ instanceId: 'till-1', protocols: ['sticky', 'range'] })
    const refused = bed.join({ instanceId: 'till-1', protocols: ['sticky'] })

    expect(answer.response).toMatchObject({ generationId: 2, protocolName: 'sticky' })
    expect(errorName(refused.response?.errorCode)).toBe('NONE')
  })

  it('keeps the place of a silent static member until its session ends', () => {
    const { bed, memberId } = staticGroup()
    const { answer } = bed.joinWithNewId({ sessionTimeoutMs: 600_000 })

    bed.clock.advance(SESSION_TIMEOUT_MS - 1)
    expect(answer.response).toBeUndefined()
    bed.clock.advance(1)

    expect(answer.response).toMatchObject({ errorCode: 0, generationId: 2 })
    expect(answer.response?.members.map((member) => member.memberId)).not.toContain(memberId)
  })

  it('lets the others go on without a static member that misses the rebalance, yet counts it in', () => {
    const bed = new GroupTestBed()
    const patient = bed.join({ instanceId: 'till-1', sessionTimeoutMs: 600_000 })
    bed.clock.advance(0)
    const memberId = patient.response?.memberId ?? ''
    bed.sync(memberId, 1, {})
    const { answer } = bed.joinWithNewId({ sessionTimeoutMs: 600_000 })

    bed.clock.advance(REBALANCE_TIMEOUT_MS)

    expect(answer.response?.leader).toBe(answer.response?.memberId)
    expect(answer.response?.members.map((member) => member.memberId)).toContain(memberId)
  })

  it('is removed by an administrator who knows only its instance', () => {
    const { bed } = staticGroup()

    expect(bed.leave([{ groupInstanceId: 'till-1' }, { groupInstanceId: 'till-9' }])).toEqual([
      'NONE',
      'UNKNOWN_MEMBER_ID',
    ])
    expect(bed.state()).toBe('Empty')
  })

  it('leaves leadership with a leader that restarts among others', () => {
    const bed = new GroupTestBed()
    const leader = bed.join({ instanceId: 'till-1' })
    bed.join({ instanceId: 'till-2' })
    bed.clock.advance(0)
    bed.sync(leader.response?.memberId ?? '', 1)

    const back = bed.join({ instanceId: 'till-1' })

    expect(back.response?.leader).toBe(back.response?.memberId)
    expect(back.response?.members).toHaveLength(2)
  })

  it('ends the session of a restarted member that falls silent', () => {
    const { bed } = staticGroup()
    bed.join({ instanceId: 'till-1' })

    bed.clock.advance(SESSION_TIMEOUT_MS)

    expect(bed.state()).toBe('Empty')
  })

  it('drops a restarted member that never fetches its assignment', () => {
    const bed = new GroupTestBed()
    const leader = bed.joinWithNewId({ sessionTimeoutMs: 600_000 })
    bed.join({ instanceId: 'till-1', sessionTimeoutMs: 600_000 })
    bed.clock.advance(0)
    bed.sync(leader.memberId, 1)
    const back = bed.join({ instanceId: 'till-1', sessionTimeoutMs: 600_000 })

    bed.clock.advance(REBALANCE_TIMEOUT_MS)

    expect(bed.heartbeat(back.response?.memberId ?? '', 1)).toBe('UNKNOWN_MEMBER_ID')
    expect(bed.heartbeat(leader.memberId, 1)).toBe('REBALANCE_IN_PROGRESS')
  })

  it('fences a held sync of the process that was replaced, and rebalances', () => {
    const bed = new GroupTestBed()
    bed.joinWithNewId()
    const follower = bed.join({ instanceId: 'till-1' })
    bed.clock.advance(0)
    const held = bed.sync(follower.response?.memberId ?? '', 1)

    bed.join({ instanceId: 'till-1' })

    expect(errorName(held.response?.errorCode)).toBe('FENCED_INSTANCE_ID')
    expect(bed.state()).toBe('PreparingRebalance')
  })

  it('excuses a restarted member from heartbeats while its join is held', () => {
    const bed = new GroupTestBed()
    const leader = bed.joinWithNewId({ sessionTimeoutMs: 600_000 })
    bed.join({ instanceId: 'till-1', sessionTimeoutMs: 6_000 })
    bed.clock.advance(0)
    const back = bed.join({ instanceId: 'till-1', sessionTimeoutMs: 6_000 })

    bed.clock.advance(6_000)
    bed.join({ memberId: leader.memberId, sessionTimeoutMs: 600_000 })

    expect(back.response).toMatchObject({ errorCode: 0, generationId: 2 })
  })

  it('takes the room of the process that it replaces', () => {
    const bed = new GroupTestBed({ limits: { maxMetadataBytes: 10 } })
    bed.join({ instanceId: 'till-1' })

    expect(errorName(bed.join({ instanceId: 'till-2' }).response?.errorCode)).toBe(
      'UNKNOWN_SERVER_ERROR',
    )
    expect(bed.join({ instanceId: 'till-1' }).response).toBeUndefined()
  })
})
