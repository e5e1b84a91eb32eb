import { apiKeyOf } from './request-router.ts'

const KAFKA_RELEASES = ['1.0', '2.1', '2.4', '2.5', '2.8', '3.9', '4.0', '4.3'] as const

/**
 * A release of Apache Kafka whose API versions a broker can take on.
 *
 * @public
 */
export type KafkaRelease = (typeof KAFKA_RELEASES)[number]

const ABSENT = -1

// The highest version that brokers of each release serve. Lower bounds are this cluster's own: KIP-896 raised them in 4.0,
// and older brokers took more than is served here.
const MAX_VERSIONS: Readonly<Record<string, readonly number[]>> = {
  Produce: [5, 7, 8, 8, 9, 11, 12, 13],
  Fetch: [6, 10, 11, 11, 12, 17, 17, 18],
  ListOffsets: [2, 4, 5, 5, 6, 9, 10, 11],
  Metadata: [5, 7, 9, 9, 11, 12, 13, 13],
  OffsetCommit: [3, 6, 8, 8, 8, 9, 9, 10],
  OffsetFetch: [3, 5, 6, 7, 7, 9, 9, 10],
  FindCoordinator: [1, 2, 3, 3, 3, 6, 6, 6],
  JoinGroup: [2, 3, 6, 7, 7, 9, 9, 9],
  Heartbeat: [1, 2, 4, 4, 4, 4, 4, 4],
  LeaveGroup: [1, 2, 4, 4, 4, 5, 5, 5],
  SyncGroup: [1, 2, 4, 5, 5, 5, 5, 5],
  DescribeGroups: [1, 2, 5, 5, 5, 5, 6, 6],
  ListGroups: [1, 2, 3, 3, 4, 5, 5, 5],
  ApiVersions: [1, 2, 3, 3, 3, 4, 4, 4],
  CreateTopics: [2, 3, 5, 5, 7, 7, 7, 7],
  DeleteTopics: [1, 3, 4, 4, 6, 6, 6, 6],
  DeleteRecords: [0, 1, 1, 1, 2, 2, 2, 2],
  InitProducerId: [0, 1, 2, 3, 4, 5, 5, 5],
  OffsetForLeaderEpoch: [0, 2, 3, 3, 4, 4, 4, 4],
  DescribeConfigs: [0, 2, 2, 2, 4, 4, 4, 4],
  AlterConfigs: [0, 1, 1, 1, 2, 2, 2, 2],
  CreatePartitions: [0, 1, 1, 2, 3, 3, 3, 3],
  DeleteGroups: [-1, 1, 2, 2, 2, 2, 2, 2],
  IncrementalAlterConfigs: [-1, -1, 1, 1, 1, 1, 1, 1],
  DescribeCluster: [-1, -1, -1, -1, 0, 1, 2, 2],
}

/** The highest version of each API in a release, by the API's key; one that did not exist is missing. */
export function maxVersionsOf(release: KafkaRelease): ReadonlyMap<number, number> {
  const column = KAFKA_RELEASES.indexOf(release)
  if (column < 0)
    throw new RangeError(`${JSON.stringify(release)} is none of ${KAFKA_RELEASES.join(', ')}`)
  const versions = new Map<number, number>()
  for (const [api, maxVersions] of Object.entries(MAX_VERSIONS)) {
    const maxVersion = maxVersions[column] ?? ABSENT
    if (maxVersion !== ABSENT) versions.set(apiKeyOf(api), maxVersion)
  }
  return versions
}
