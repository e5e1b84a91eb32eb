import {
  deleteGroupsRequest,
  deleteGroupsResponse,
  describeGroupsRequest,
  describeGroupsResponse,
  listGroupsRequest,
  listGroupsResponse,
} from '@headwater/protocol'
import { expect } from 'vitest'
import { atVersions, type ConformanceCase } from './conformance-case.ts'
import { errorName } from './conformance-cluster.ts'
import { GroupCaller, soleMember, subscription } from './group-call.ts'

const DESCRIBE = { request: describeGroupsRequest, response: describeGroupsResponse }
const LIST = { request: listGroupsRequest, response: listGroupsResponse }
const DELETE = { request: deleteGroupsRequest, response: deleteGroupsResponse }
const FIRST_LIST_WITH_STATES = 4

export const groupAdminCases: readonly ConformanceCase[] = [
  ...atVersions('DescribeGroups', [0, 5], 'shows a stable group', async (cluster, version) => {
    const { caller, memberId } = await soleMember(cluster)

    const { groups } = await caller.client.send(DESCRIBE, version, { groups: [caller.group] })

    expect(groups).toMatchObject([
      {
        errorCode: 0,
        groupId: caller.group,
        groupState: 'Stable',
        protocolType: 'consumer',
        protocolData: 'range',
        members: [{ memberId, clientId: 'conformance', clientHost: '/127.0.0.1' }],
      },
    ])
    const [member] = groups[0]?.members ?? []
    expect(Buffer.from(member?.memberMetadata ?? [])).toEqual(subscription('range'))
    expect(Buffer.from(member?.memberAssignment ?? []).toString()).toBe('everything')
  }),
  {
    api: 'DescribeGroups',
    title: 'shows a group that does not exist as Dead',
    run: async (cluster) => {
      const caller = await GroupCaller.of(cluster)

      const { groups } = await caller.client.send(DESCRIBE, 5, { groups: [caller.group] })

      expect(groups).toMatchObject([{ errorCode: 0, groupState: 'Dead', members: [] }])
    },
  },
  ...atVersions('ListGroups', [0, 5], 'lists a group', async (cluster, version) => {
    const { caller } = await soleMember(cluster)

    const { errorCode, groups } = await caller.client.send(LIST, version, {})

    expect(errorName(errorCode)).toBe('NONE')
    const found = groups.find(({ groupId }) => groupId === caller.group)
    expect(found?.protocolType).toBe('consumer')
    if (version >= FIRST_LIST_WITH_STATES) expect(found?.groupState).toBe('Stable')
  }),
  {
    api: 'ListGroups',
    title: 'lists only the states and types asked for',
    run: async (cluster) => {
      const { caller } = await soleMember(cluster)
      const listed = async (filter: { statesFilter?: string[]; typesFilter?: string[] }) => {
        const { groups } = await caller.client.send(LIST, 5, filter)
        return groups.some(({ groupId }) => groupId === caller.group)
      }

      expect(await listed({ statesFilter: ['Stable'], typesFilter: ['classic'] })).toBe(true)
      expect(await listed({ statesFilter: ['Empty'] })).toBe(false)
      expect(await listed({ typesFilter: ['consumer'] })).toBe(false)
    },
  },
  ...atVersions(
    'DeleteGroups',
    [0, 2],
    'deletes a group without members',
    async (cluster, version) => {
      const { caller, memberId } = await soleMember(cluster)
      await caller.leave(memberId)
      const request = { groupsNames: [caller.group] }

      const first = await caller.client.send(DELETE, version, request)
      const second = await caller.client.send(DELETE, version, request)

      expect(
        [...first.results, ...second.results].map(({ errorCode }) => errorName(errorCode)),
      ).toEqual(['NONE', 'GROUP_ID_NOT_FOUND'])
    },
  ),
  {
    api: 'DeleteGroups',
    title: 'answers NON_EMPTY_GROUP while there are members',
    run: async (cluster) => {
      const { caller } = await soleMember(cluster)

      const { results } = await caller.client.send(DELETE, 2, { groupsNames: [caller.group] })

      expect(results.map(({ errorCode }) => errorName(errorCode))).toEqual(['NON_EMPTY_GROUP'])
    },
  },
]
