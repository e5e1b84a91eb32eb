import { NO_TOPIC_ID, type PartitionMetadata, type TopicMetadata } from './cluster-metadata.ts'

/**
 * What is known of a topic after it was heard of again. A broker that lags behind may tell an older leader, or fewer
 * partitions, than another told before; of the same topic (by id) the newer word counts, per partition. A topic with
 * another id was recreated, and starts over; so does one from a broker that is too old for ids, where nobody can tell.
 *
 * @returns `known` itself when nothing changed.
 */
export function mergeTopic(known: TopicMetadata | null, heard: TopicMetadata): TopicMetadata {
  if (known === null || known.topicId !== heard.topicId) return heard
  const sameTopic = heard.topicId !== NO_TOPIC_ID
  const partitions = sameTopic ? newest(known.partitions, heard.partitions) : heard.partitions
  return samePartitions(known.partitions, partitions) ? known : { ...heard, partitions }
}

function newest(
  known: readonly PartitionMetadata[],
  heard: readonly PartitionMetadata[],
): readonly PartitionMetadata[] {
  const merged = heard.map((partition, index) => {
    const before = known[index]
    return before !== undefined && isOlder(partition, before) ? before : partition
  })
  // Kafka never takes partitions away from a topic.
  return merged.concat(known.slice(heard.length))
}

/** An epoch of −1 says that the broker does not know it, and nothing about age. */
function isOlder(heard: PartitionMetadata, known: PartitionMetadata): boolean {
  return heard.leaderEpoch >= 0 && heard.leaderEpoch < known.leaderEpoch
}

function samePartitions(
  known: readonly PartitionMetadata[],
  heard: readonly PartitionMetadata[],
): boolean {
  return (
    known.length === heard.length &&
    known.every((partition, index) => {
      const other = heard[index]
      return partition.leaderId === other?.leaderId && partition.leaderEpoch === other.leaderEpoch
    })
  )
}
