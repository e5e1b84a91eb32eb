import { apiByKey, encode, metadataRequest } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { ADVERTISED_APIS, routeFor } from './request-router.ts'

describe('request router', () => {
  it('advertises exactly these APIs in these versions', () => {
    const advertised = ADVERTISED_APIS.map(
      ({ apiKey, minVersion, maxVersion }) =>
        `${apiByKey(apiKey)?.name} ${minVersion}-${maxVersion}`,
    )

    expect(advertised).toEqual([
      'Produce 0-13',
      'Fetch 4-17',
      'ListOffsets 1-8',
      'Metadata 0-13',
      'OffsetCommit 2-9',
      'OffsetFetch 1-9',
      'FindCoordinator 0-4',
      'JoinGroup 0-9',
      'Heartbeat 0-4',
      'LeaveGroup 0-5',
      'SyncGroup 0-5',
      'DescribeGroups 0-5',
      'ListGroups 0-5',
      'ApiVersions 0-4',
      'CreateTopics 2-7',
      'DeleteTopics 1-6',
      'DeleteRecords 0-2',
      'InitProducerId 0-5',
      'OffsetForLeaderEpoch 2-4',
      'DescribeConfigs 1-4',
      'AlterConfigs 0-2',
      'CreatePartitions 0-3',
      'DeleteGroups 0-2',
      'IncrementalAlterConfigs 0-1',
      'DescribeCluster 0-1',
    ])
  })

  it('serves every version that it advertises, but for Produce below 3', () => {
    const unserved = ADVERTISED_APIS.flatMap(({ apiKey, minVersion, maxVersion }) =>
      Array.from({ length: maxVersion - minVersion + 1 }, (_, index) => minVersion + index)
        .filter((version) => routeFor(apiKey, version) === undefined)
        .map((version) => `${apiByKey(apiKey)?.name} ${version}`),
    )

    expect(unserved).toEqual(['Produce 0', 'Produce 1', 'Produce 2'])
  })

  it('serves no version beyond', () => {
    expect(
      ADVERTISED_APIS.filter(({ apiKey, maxVersion }) => routeFor(apiKey, maxVersion + 1)),
    ).toEqual([])
  })

  // librdkafka 2.15 puts one byte too many behind its Metadata requests from version 9 on.
  it('passes over bytes that follow a request, as a broker does', () => {
    const body = encode(metadataRequest, 9, { topics: [{ name: 'orders' }] })
    const call = routeFor(metadataRequest.apiKey, 9)?.open(9, Buffer.concat([body, Buffer.of(0)]))

    expect(call?.request).toMatchObject({ topics: [{ name: 'orders' }] })
  })
})
