import { ANY_PARTITION, type PendingRecord } from '../accumulator/pending-record.ts'
import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import type { PartitionChoice } from './partition-choice.ts'
import type { TopicState } from './topic-state.ts'

/** Puts a record into the open batch of its partition: the one place where a partition is chosen and a batch is asked. */
export class RecordAppender {
  readonly #accumulator: RecordAccumulator
  readonly #choice: PartitionChoice

  constructor(accumulator: RecordAccumulator, choice: PartitionChoice) {
    this.#accumulator = accumulator
    this.#choice = choice
  }

  /** Whether the caller's partitioner sees what is appended. */
  get showsRecords(): boolean {
    return this.#choice.isCustom
  }

  /**
   * Asks the caller's partitioner, if there is one, and keeps its answer with the record: it is asked once per record (I2). It
   * may do anything, send records or give this one up, so it is asked before anything depends on what it might change.
   *
   * @throws ProducerError `PARTITIONER_FAILED`
   */
  fixPartition(topic: TopicState, record: PendingRecord): void {
    if (!this.#choice.isCustom || record.partition !== ANY_PARTITION) return
    record.partition = this.#choice.ask(topic, record)
  }

  /**
   * Appends one record to a topic whose partitions are known.
   *
   * @returns the batch; null, and nothing done, when there is no room or the partition that the record names is not known
   */
  append(topic: TopicState, record: PendingRecord): ProducerBatch | null {
    const { queues, sticky } = topic
    let { partition } = record
    if (partition === ANY_PARTITION) partition = this.#choice.byKey(topic, record)
    const sticks = partition === ANY_PARTITION
    if (sticks) partition = sticky.current(queues.partitionCount)
    if (partition >= queues.partitionCount) return null
    const queue = queues.queue(partition)
    const batch = this.#accumulator.append(queue, record)
    if (batch !== null && sticks) {
      sticky.appended(record.payloadBytes, queue.open !== null)
    }
    return batch
  }
}
