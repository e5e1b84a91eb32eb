import { describe, expect, it } from 'vitest'
import {
  errorName,
  GroupTestBed,
  REBALANCE_TIMEOUT_MS,
  SESSION_TIMEOUT_MS,
} from '../../test/support/group-test-bed.ts'

describe('a rebalance', () => {
  it('takes a group from Empty to Stable and back', () => {
    const bed = new GroupTestBed()
    const states = [bed.state()]

    const { memberId } = bed.joinWithNewId()
    states.push(bed.state())
    bed.clock.advance(0)
    states.push(bed.state())
    bed.sync(memberId, 1, { [memberId]: 'all' })
    states.push(bed.state())
    bed.leave([{ memberId }])
    states.push(bed.state())

    expect(states).toEqual(['Dead', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Empty'])
  })

  it('waits its initial delay for more members, anew with each one that comes', () => {
    const bed = new GroupTestBed({ initialRebalanceDelayMs: 3_000 })
    const first = bed.joinWithNewId()
    bed.clock.advance(2_000)
    bed.joinWithNewId()

    bed.clock.advance(1_000)
    expect(first.answer.response).toBeUndefined()
    bed.clock.advance(3_000)

    expect(first.answer.response?.members).toHaveLength(2)
  })

  it('ends the initial wait when the rebalance timeout is used up, however many keep coming', () => {
    const bed = new GroupTestBed({ initialRebalanceDelayMs: 3_000 })
    const first = bed.joinWithNewId({ rebalanceTimeoutMs: 5_000 })
    bed.clock.advance(2_000)
    bed.joinWithNewId({ rebalanceTimeoutMs: 5_000 })
    bed.clock.advance(2_000)
    bed.joinWithNewId({ rebalanceTimeoutMs: 5_000 })

    bed.clock.advance(1_000)

    expect(first.answer.response?.members).toHaveLength(3)
  })

  it('makes every member join again when one comes, and completes when all have', () => {
    const bed = new GroupTestBed()
    const [leader = ''] = bed.stableGroup(1)

    const newcomer = bed.joinWithNewId()
    const verdict = bed.heartbeat(leader, 1)
    const rejoined = bed.join({ memberId: leader })

    expect(verdict).toBe('REBALANCE_IN_PROGRESS')
    expect(rejoined.response).toMatchObject({ generationId: 2, leader })
    expect(rejoined.response?.members).toHaveLength(2)
    expect(newcomer.answer.response).toMatchObject({ generationId: 2, leader, members: [] })
  })

  it('goes on without a member that does not join again within the rebalance timeout', () => {
    const bed = new GroupTestBed()
    const [absent = ''] = bed.stableGroup(1, { sessionTimeoutMs: 600_000 })
    const newcomer = bed.joinWithNewId()

    bed.clock.advance(REBALANCE_TIMEOUT_MS - 1)
    expect(newcomer.answer.response).toBeUndefined()
    bed.clock.advance(1)

    expect(newcomer.answer.response).toMatchObject({ generationId: 2, leader: newcomer.memberId })
    expect(bed.heartbeat(absent, 1)).toBe('UNKNOWN_MEMBER_ID')
  })

  it('starts when the session of a member ends', () => {
    const bed = new GroupTestBed()
    const [leader = '', silent = ''] = bed.stableGroup(2)
    bed.clock.advance(SESSION_TIMEOUT_MS - 1)
    bed.heartbeat(leader, 1)

    bed.clock.advance(1)

    expect(bed.state()).toBe('PreparingRebalance')
    expect(bed.heartbeat(silent, 1)).toBe('UNKNOWN_MEMBER_ID')
    expect(bed.heartbeat(leader, 1)).toBe('REBALANCE_IN_PROGRESS')
  })

  it('excuses a known member from heartbeats while its join is held', () => {
    const bed = new GroupTestBed()
    const [leader = ''] = bed.stableGroup(2, { sessionTimeoutMs: 6_000 })
    const held = bed.join({ memberId: leader, sessionTimeoutMs: 6_000 })

    bed.clock.advance(6_000)

    expect(held.response).toMatchObject({ errorCode: 0, generationId: 2, leader })
  })

  it('does not wait for ever for a new member whose connection may be gone', () => {
    const bed = new GroupTestBed()
    bed.stableGroup(1, { sessionTimeoutMs: 1_800_000, rebalanceTimeoutMs: 1_800_000 })
    const newcomer = bed.joinWithNewId({ sessionTimeoutMs: 1_800_000 })

    bed.clock.advance(300_000)

    expect(errorName(newcomer.answer.response?.errorCode)).toBe('UNKNOWN_MEMBER_ID')
  })

  it('drops a member that joins and never fetches its assignment', () => {
    const bed = new GroupTestBed()
    const leader = bed.joinWithNewId({ sessionTimeoutMs: 600_000 })
    const silent = bed.joinWithNewId({ sessionTimeoutMs: 600_000 })
    bed.clock.advance(0)
    bed.sync(leader.memberId, 1, {})

    bed.clock.advance(REBALANCE_TIMEOUT_MS)

    expect(bed.heartbeat(silent.memberId, 1)).toBe('UNKNOWN_MEMBER_ID')
    expect(bed.heartbeat(leader.memberId, 1)).toBe('REBALANCE_IN_PROGRESS')
  })

  it('ends empty when the members leave during it', () => {
    const bed = new GroupTestBed()
    const { memberId, answer } = bed.joinWithNewId()

    bed.leave([{ memberId }])
    bed.clock.advance(0)

    expect(errorName(answer.response?.errorCode)).toBe('UNKNOWN_MEMBER_ID')
    expect(bed.state()).toBe('Empty')
  })

  it('elects another leader when the leader leaves', () => {
    const bed = new GroupTestBed()
    const [leader = '', follower = ''] = bed.stableGroup(2)

    bed.leave([{ memberId: leader }])
    const rejoined = bed.join({ memberId: follower })

    expect(rejoined.response).toMatchObject({ errorCode: 0, generationId: 2, leader: follower })
  })

  it('leaves no timer behind when the coordinator is closed', () => {
    const bed = new GroupTestBed()
    bed.stableGroup(2)
    bed.join()

    bed.coordinator.close()

    expect(bed.clock.pendingTimers).toBe(0)
  })
})
