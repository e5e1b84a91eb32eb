import type { TopicMetadata } from './cluster-metadata.ts'

/** Whether two descriptions of a topic name the same topic, and the same leaders under the same epochs. */
export function sameTopic(one: TopicMetadata, other: TopicMetadata): boolean {
  return (
    one.topicId === other.topicId &&
    one.partitions.length === other.partitions.length &&
    one.partitions.every((partition, index) => {
      const same = other.partitions[index]
      return partition.leaderId === same?.leaderId && partition.leaderEpoch === same.leaderEpoch
    })
  )
}
