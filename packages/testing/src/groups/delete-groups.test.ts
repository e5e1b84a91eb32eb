import type { DeleteGroupsResponse } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { errorName, from, GroupTestBed } from '../../test/support/group-test-bed.ts'

function deleteGroups(bed: GroupTestBed, ...groupsNames: string[]): string[] {
  const answers: DeleteGroupsResponse[] = []
  bed.coordinator.deleteGroups({ groupsNames }, from(2), (response) => answers.push(response))
  return (answers[0]?.results ?? []).map(({ errorCode }) => errorName(errorCode))
}

describe('DeleteGroups', () => {
  it('deletes a group without members, with its offsets', () => {
    const bed = new GroupTestBed()
    bed.commit()

    expect(deleteGroups(bed, 'shop')).toEqual(['NONE'])
    expect(bed.state()).toBe('Dead')
  })

  it('refuses groups with members, unknown ones and those without a name', () => {
    const bed = new GroupTestBed()
    bed.stableGroup(1)

    expect(deleteGroups(bed, 'shop', 'nobody', '')).toEqual([
      'NON_EMPTY_GROUP',
      'GROUP_ID_NOT_FOUND',
      'INVALID_GROUP_ID',
    ])
    expect(bed.state()).toBe('Stable')
  })

  it('takes back the ids that were handed out', () => {
    const bed = new GroupTestBed()
    bed.join()

    expect(deleteGroups(bed, 'shop')).toEqual(['NONE'])
    expect(bed.clock.pendingTimers).toBe(0)
  })
})
