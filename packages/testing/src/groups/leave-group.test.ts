import type { LeaveGroupResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName, from, GroupTestBed } from '../../test/support/group-test-bed.ts'

describe('LeaveGroup', () => {
  it('gives each member of a batch its own verdict', () => {
    const bed = new GroupTestBed()
    const [first = '', second = ''] = bed.stableGroup(2)

    expect(
      bed.leave([{ memberId: first }, { memberId: 'stranger' }, { memberId: second }]),
    ).toEqual(['NONE', 'UNKNOWN_MEMBER_ID', 'NONE'])
    expect(bed.state()).toBe('Empty')
  })

  it('takes back an id that was handed out and not used', () => {
    const bed = new GroupTestBed()
    const memberId = bed.join().response?.memberId ?? ''

    expect(bed.leave([{ memberId }])).toEqual(['NONE'])
    expect(errorName(bed.join({ memberId }).response?.errorCode)).toBe('UNKNOWN_MEMBER_ID')
  })

  it('completes a rebalance that waits for nobody else', () => {
    const bed = new GroupTestBed()
    const [leader = '', follower = ''] = bed.stableGroup(2)
    const rejoined = bed.join({ memberId: leader })

    bed.leave([{ memberId: follower }])

    expect(rejoined.response).toMatchObject({ errorCode: 0, generationId: 2 })
  })

  it('knows nobody in a group that does not exist', () => {
    expect(new GroupTestBed().leave([{ memberId: 'till' }], 'nobody')).toEqual([
      'UNKNOWN_MEMBER_ID',
    ])
  })

  it('puts the verdict on the one member of old versions in the answer itself', () => {
    const bed = new GroupTestBed()
    const [memberId = ''] = bed.stableGroup(1)
    const answers: LeaveGroupResponse[] = []
    const leave = () =>
      bed.coordinator.leaveGroup({ groupId: 'shop', memberId }, from(2), (response) =>
        answers.push(response),
      )

    leave()
    leave()

    expect(answers.map(({ errorCode }) => errorName(errorCode))).toEqual([
      'NONE',
      'UNKNOWN_MEMBER_ID',
    ])
  })

  it('refuses a group without a name', () => {
    const answers: LeaveGroupResponse[] = []

    new GroupTestBed().coordinator.leaveGroup({ groupId: '', members: [] }, from(5), (response) =>
      answers.push(response),
    )

    expect(answers.map(({ errorCode }) => errorName(errorCode))).toEqual(['INVALID_GROUP_ID'])
  })
})
