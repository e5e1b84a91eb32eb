import { NO_TOPIC_ID, type PartitionMetadata, type TopicMetadata } from './cluster-metadata.ts'
import { isOlderLeader } from './is-older-leader.ts'
import { sameTopic } from './same-topic.ts'

/**
 * What is known of a topic after it was heard of again. A broker that lags behind may tell an older leader, or fewer
 * partitions, than another told before; of the same topic (by id) the newer word counts, per partition. A topic with
 * another id was recreated, and starts over; so does one from a broker that is too old for ids, where nobody can tell.
 *
 * @returns `known` itself when nothing changed.
 */
export function mergeTopic(known: TopicMetadata | null, heard: TopicMetadata): TopicMetadata {
  if (known === null || known.topicId !== heard.topicId) return heard
  const hasId = heard.topicId !== NO_TOPIC_ID
  const partitions = hasId ? newest(known.partitions, heard.partitions) : heard.partitions
  const merged = { ...heard, partitions }
  return sameTopic(known, merged) ? known : merged
}

function newest(
  known: readonly PartitionMetadata[],
  heard: readonly PartitionMetadata[],
): readonly PartitionMetadata[] {
  const merged = heard.map((partition, index) => {
    const before = known[index]
    return before !== undefined && isOlderLeader(partition, before) ? before : partition
  })
  // Kafka never takes partitions away from a topic.
  return merged.concat(known.slice(heard.length))
}
