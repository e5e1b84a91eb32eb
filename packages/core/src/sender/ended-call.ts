import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import type { TopicQueues } from '../accumulator/topic-queues.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { PartitionAnswer } from './batch-outcome.ts'
import type { ProduceCall } from './produce-call.ts'
import type { TopicAnswer } from './produce-response.ts'

/** What came of one batch of a request that ended: its answer, or why there is none. */
export interface BatchResult {
  readonly batch: ProducerBatch
  readonly result: PartitionAnswer | ProducerError
  /** The id by which an answer named its topic; undefined where none did. */
  readonly topicId: string | undefined
}

/**
 * A request that ended, read batch by batch: first those that its answer names, in its order, then the others. A batch is
 * not looked at before its turn comes: with thousands in a request each look fetches it from memory anew.
 */
export class EndedCall {
  readonly call: ProduceCall
  readonly #topics: readonly TopicAnswer[]
  readonly #ofOthers: PartitionAnswer | ProducerError
  #topicIndex = 0
  #partitionIndex = 0
  /** The queues of the topic that is read; null for one of which nothing was sent. */
  #queues: TopicQueues | null = null

  /**
   * @param topics what the answer says of each topic; empty when none came
   * @param ofOthers what holds for every batch that is not named there
   */
  constructor(
    call: ProduceCall,
    topics: readonly TopicAnswer[],
    ofOthers: PartitionAnswer | ProducerError,
  ) {
    this.call = call
    this.#topics = topics
    this.#ofOthers = ofOthers
    this.#beginTopic(0)
  }

  /** The next batch and what came of it; null when that were all. */
  next(): BatchResult | null {
    for (let topic = this.#topic; topic !== undefined; topic = this.#topic) {
      const queues = this.#queues
      const result = queues === null ? undefined : topic.partitions.at(this.#partitionIndex++)
      if (queues === null || result === undefined) {
        this.#beginTopic(this.#topicIndex + 1)
        continue
      }
      const batch = this.call.takeAnswered(queues, result.partition)
      if (batch !== null) return { batch, result, topicId: topic.topicId }
    }
    const batch = this.call.takeUnanswered()
    return batch === null ? null : { batch, result: this.#ofOthers, topicId: undefined }
  }

  get #topic(): TopicAnswer | undefined {
    return this.#topics[this.#topicIndex]
  }

  #beginTopic(index: number): void {
    this.#topicIndex = index
    this.#partitionIndex = 0
    const topic = this.#topic
    this.#queues = topic === undefined ? null : this.call.topicOf(topic)
  }
}
