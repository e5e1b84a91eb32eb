import { type DecodedRecord, decodeBatch } from './cluster/decode-batch.ts'
import type { Topic } from './cluster/topic.ts'

/**
 * A stored record and where it stands.
 *
 * @public
 */
export interface TopicRecord extends DecodedRecord {
  readonly partition: number
}

/** All records that a topic holds, partition by partition, each in the order of offsets. */
export function recordsOf(topic: Topic): TopicRecord[] {
  return topic.partitions.flatMap(({ index, log }) =>
    log.batches
      .flatMap((batch) => decodeBatch(batch))
      .filter(({ offset }) => offset >= log.startOffset)
      .map((record) => ({ partition: index, ...record })),
  )
}
