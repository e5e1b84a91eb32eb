import { NO_TOPIC_ID } from '../metadata/cluster-metadata.ts'
import { TopicMeters } from '../metrics/topic-meters.ts'
import { PartitionQueue } from './partition-queue.ts'

/** The partitions of one topic as the accumulator sees them. Queues are made once and kept, also when the topic shrinks. */
export class TopicQueues {
  readonly name: string
  readonly meters = new TopicMeters()
  #topicId = ''
  #topicIdBytes: Buffer | null = null
  /** The id under which a leader took a batch last; empty when none did since it changed or was in doubt. */
  acknowledgedId = ''
  /** When that was taken up, by the clock. */
  acknowledgedAtMs = Number.NEGATIVE_INFINITY
  /** How many partitions metadata knows; 0 before the first answer. */
  partitionCount = 0
  /** Those that have a leader, in ascending order. */
  availablePartitions: readonly number[] = []
  /** How many batches of each partition are queued or on the wire. */
  readonly backlogs: number[] = []
  /** The sum of them. */
  backlog = 0
  /** When a batch of it was last begun, by the clock. */
  lastUsedAtMs = Number.NEGATIVE_INFINITY
  readonly #queues: PartitionQueue[] = []

  constructor(name: string) {
    this.name = name
  }

  /** 22 characters; all zero while no broker told it. */
  get topicId(): string {
    return this.#topicId
  }

  set topicId(topicId: string) {
    if (topicId !== this.#topicId) this.#topicIdBytes = null
    this.#topicId = topicId
  }

  /** The id as it stands in requests; nobody may write to it. */
  get topicIdBytes(): Buffer {
    this.#topicIdBytes ??= Buffer.from(this.#topicId, 'base64url')
    return this.#topicIdBytes
  }

  /** Whether a broker told the topic's id (Metadata 10 and above). */
  get hasTopicId(): boolean {
    return this.topicId !== '' && this.topicId !== NO_TOPIC_ID
  }

  /** All queues ever made, also of partitions that are gone. */
  get queues(): readonly PartitionQueue[] {
    return this.#queues
  }

  queue(partition: number): PartitionQueue {
    const queue = this.#queues[partition]
    if (queue !== undefined) return queue
    for (let index = this.#queues.length; index <= partition; index++) {
      this.#queues.push(new PartitionQueue(this, index))
      this.backlogs.push(0)
    }
    return this.#queues[partition] as PartitionQueue
  }

  /** Notes how long a queue is now, so that nobody has to look at every queue to compare them. */
  noteBacklog({ partition, backlog }: PartitionQueue): void {
    this.backlog += backlog - (this.backlogs[partition] as number)
    this.backlogs[partition] = backlog
  }
}
