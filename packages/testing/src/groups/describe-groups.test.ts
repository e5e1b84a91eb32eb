import type { DescribeGroupsResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { from, GroupTestBed } from '../../test/support/group-test-bed.ts'

function describeGroup(bed: GroupTestBed, group: string, apiVersion: number) {
  const answers: DescribeGroupsResponse[] = []
  bed.coordinator.describeGroups({ groups: [group] }, from(apiVersion), (response) =>
    answers.push(response),
  )
  return answers[0]?.groups[0]
}

describe('DescribeGroups', () => {
  it('shows who is in a stable group and what they own', () => {
    const bed = new GroupTestBed()
    const [memberId = ''] = bed.stableGroup(1)

    expect(describeGroup(bed, 'shop', 5)).toEqual({
      errorCode: 0,
      groupId: 'shop',
      groupState: 'Stable',
      protocolType: 'consumer',
      protocolData: 'range',
      members: [
        {
          memberId,
          groupInstanceId: null,
          clientId: 'till',
          clientHost: '/127.0.0.1',
          memberMetadata: Uint8Array.from(Buffer.from('range')),
          memberAssignment: Uint8Array.from(Buffer.from('part 0')),
        },
      ],
    })
  })

  it('shows nothing of what members own while they rebalance', () => {
    const bed = new GroupTestBed()
    bed.stableGroup(1)
    bed.joinWithNewId()

    const described = describeGroup(bed, 'shop', 5)

    expect(described).toMatchObject({ groupState: 'PreparingRebalance', protocolData: '' })
    expect(described?.members).toHaveLength(2)
    expect(described?.members[0]?.memberAssignment).toHaveLength(0)
  })

  it('shows a missing group as Dead, and from version 6 as an error', () => {
    const bed = new GroupTestBed()

    expect(describeGroup(bed, 'nobody', 5)).toMatchObject({ errorCode: 0, groupState: 'Dead' })
    expect(describeGroup(bed, 'nobody', 6)).toMatchObject({
      errorCode: 69,
      errorMessage: 'Group nobody not found.',
    })
  })
})
