import { describe, expect, it, vi } from 'vitest'
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

  it('waits for a member that was handed its id, until it joins', () => {
    const bed = new GroupTestBed()
    const [leader = ''] = bed.stableGroup(1)
    const pendingId = bed.join().response?.memberId ?? ''

    const waiting = bed.join({ memberId: leader })
    const before = waiting.response
    bed.join({ memberId: pendingId })

    expect(before).toBeUndefined()
    expect(waiting.response?.members).toHaveLength(2)
  })

  it('stops waiting for a member that was handed its id when that expires', () => {
    const bed = new GroupTestBed()
    const [leader = ''] = bed.stableGroup(1, { sessionTimeoutMs: 600_000 })
    bed.join({ sessionTimeoutMs: 6_000 })
    const waiting = bed.join({ memberId: leader, sessionTimeoutMs: 600_000 })

    bed.clock.advance(6_000)

    expect(waiting.response?.members).toHaveLength(1)
  })

  it('gives members of a new rebalance their whole time, whatever the one before left open', () => {
    const bed = new GroupTestBed()
    bed.joinWithNewId({ sessionTimeoutMs: 600_000 })
    bed.clock.advance(10_000)
    const newcomer = bed.joinWithNewId({ sessionTimeoutMs: 600_000 })

    bed.clock.advance(REBALANCE_TIMEOUT_MS - 1)
    expect(newcomer.answer.response).toBeUndefined()
    bed.clock.advance(1)

    expect(newcomer.answer.response).toMatchObject({ errorCode: 0, generationId: 2 })
  })

  it('leaves a group alone whose members all have their assignment', () => {
    const bed = new GroupTestBed()
    bed.stableGroup(2, { sessionTimeoutMs: 600_000 })

    bed.clock.advance(REBALANCE_TIMEOUT_MS)

    expect(bed.state()).toBe('Stable')
  })

  it('ends with the session timeout where the version has no rebalance timeout', () => {
    const bed = new GroupTestBed()
    const terms = { rebalanceTimeoutMs: -1, sessionTimeoutMs: 20_000, apiVersion: 3 }
    const member = bed.join(terms)
    bed.clock.advance(0)
    const memberId = member.response?.memberId ?? ''
    bed.sync(memberId, 1)
    const newcomer = bed.join(terms)
    bed.clock.advance(10_000)
    bed.heartbeat(memberId, 1)

    bed.clock.advance(9_999)
    expect(newcomer.response).toBeUndefined()
    bed.clock.advance(1)

    expect(newcomer.response).toMatchObject({ errorCode: 0, generationId: 2 })
  })

  it('does not spin while only silent static members are left', () => {
    const bed = new GroupTestBed()
    const terms = { rebalanceTimeoutMs: 1, sessionTimeoutMs: 600_000 }
    const member = bed.join({ ...terms, instanceId: 'till-1' })
    bed.clock.advance(0)
    bed.sync(member.response?.memberId ?? '', 1)
    const newcomer = bed.joinWithNewId(terms)
    bed.leave([{ memberId: newcomer.memberId }])
    const delays: number[] = []
    const setTimer = bed.clock.setTimer.bind(bed.clock)
    vi.spyOn(bed.clock, 'setTimer').mockImplementation((delayMs, callback) => {
      delays.push(delayMs)
      return setTimer(delayMs, callback)
    })

    bed.clock.advance(2_000)

    expect(delays).toEqual([1_000, 1_000])
  })

  it('takes members with any strategy while nobody is there', () => {
    const bed = new GroupTestBed({ initialRebalanceDelayMs: 3_000 })
    const { memberId } = bed.joinWithNewId({ protocols: ['range'] })
    bed.leave([{ memberId }])

    const newcomer = bed.joinWithNewId({ protocols: ['sticky'] })
    bed.clock.advance(3_000)

    expect(newcomer.answer.response).toMatchObject({ errorCode: 0, protocolName: 'sticky' })
  })

  it('tells the leader what a member subscribes to now', () => {
    const bed = new GroupTestBed()
    const [leader = '', follower = ''] = bed.stableGroup(2)

    bed.join({ memberId: follower, metadata: Buffer.from('other') })
    const rejoined = bed.join({ memberId: leader })

    const member = rejoined.response?.members.find(({ memberId }) => memberId === follower)
    expect(Buffer.from(member?.metadata ?? []).toString()).toBe('other')
  })
})
