import type { PartitionMetadata } from './cluster-metadata.ts'

/** Whether what was heard of a partition is of an earlier epoch. −1 says that the broker does not know it, and nothing about age. */
export function isOlderLeader(heard: PartitionMetadata, known: PartitionMetadata): boolean {
  return heard.leaderEpoch >= 0 && heard.leaderEpoch < known.leaderEpoch
}
