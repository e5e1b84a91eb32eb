import { ProducerBatch } from '../src/accumulator/producer-batch.ts'
import type { TopicQueues } from '../src/accumulator/topic-queues.ts'
import { RecordBatchBuilder } from '../src/record-format/record-batch-builder.ts'

/** A batch of that partition, without a record, that a request carries. */
export function inFlightBatch(topic: TopicQueues, partition: number): ProducerBatch {
  const queue = topic.queue(partition)
  const builder = new RecordBatchBuilder(Buffer.allocUnsafeSlow(64), 64)
  const batch = new ProducerBatch(queue, builder, 0, 0, false)
  queue.inFlight.add(batch)
  return batch
}
