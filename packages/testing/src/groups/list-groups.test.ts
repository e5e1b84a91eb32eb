import type { ListGroupsRequest, ListGroupsResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { from, GroupTestBed } from '../../test/support/group-test-bed.ts'

function listed(request: ListGroupsRequest): string[] {
  const bed = new GroupTestBed()
  bed.stableGroup(1)
  bed.commit({ groupId: 'simple' })
  const answers: ListGroupsResponse[] = []
  bed.coordinator.listGroups(request, from(5), (response) => answers.push(response))
  const groups = answers[0]?.groups ?? []
  return groups.map(
    ({ groupId, groupState, groupType, protocolType }) =>
      `${groupId} ${groupState} ${groupType} ${protocolType}`,
  )
}

describe('ListGroups', () => {
  it('lists every group', () => {
    expect(listed({})).toEqual(['shop Stable classic consumer', 'simple Empty classic '])
  })

  it('lists the groups in the states asked for, in any case', () => {
    expect(listed({ statesFilter: ['empty'] })).toEqual(['simple Empty classic '])
  })

  it('lists the groups of the types asked for', () => {
    expect(listed({ typesFilter: ['consumer'] })).toEqual([])
    expect(listed({ typesFilter: ['Classic'] })).toHaveLength(2)
  })
})
