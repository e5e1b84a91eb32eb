import type { BrokerQueue } from '../accumulator/broker-queue.ts'
import type { PartitionQueue } from '../accumulator/partition-queue.ts'
import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import type { TopicQueues } from '../accumulator/topic-queues.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { DepartureHandler, ResponseHandler } from '../network/response-handler.ts'
import type { TopicAnswer } from './produce-response.ts'

/** Who is told how a request ended: exactly one of the three, once. */
export interface ProduceCallListener {
  onAnswered(call: ProduceCall, body: Buffer): void
  /** With `acks: 0`: its bytes have left, and nobody will ever tell more. */
  onDeparted(call: ProduceCall): void
  onUnanswered(call: ProduceCall, failure: ProducerError): void
}

/** One Produce request on the wire, and the batches in it that are not answered yet. */
export class ProduceCall implements ResponseHandler, DepartureHandler {
  readonly broker: BrokerQueue
  readonly version: number
  /** Whether it carries batches that were not full. */
  readonly unfilled: boolean
  readonly #listener: ProduceCallListener
  #answered = false
  readonly #batches = new Map<PartitionQueue, ProducerBatch>()
  readonly #topicsByName = new Map<string, TopicQueues>()
  readonly #topicsById = new Map<string, TopicQueues>()

  constructor(
    broker: BrokerQueue,
    version: number,
    unfilled: boolean,
    batches: readonly ProducerBatch[],
    listener: ProduceCallListener,
  ) {
    this.broker = broker
    this.version = version
    this.unfilled = unfilled
    this.#listener = listener
    for (const batch of batches) {
      const { topic } = batch.queue
      this.#batches.set(batch.queue, batch)
      this.#topicsByName.set(topic.name, topic)
      this.#topicsById.set(topic.topicId, topic)
    }
  }

  /** The batches without an answer so far. */
  get unanswered(): Iterable<ProducerBatch> {
    return this.#batches.values()
  }

  /** The name of a topic that it carries, by the id that it goes by on the wire. */
  topicName(topicId: string): string | undefined {
    return this.#topicsById.get(topicId)?.name
  }

  /** Takes out the batch that an answer is about; null when none was sent, or it was answered already. */
  takeAnswered(answer: TopicAnswer, partition: number): ProducerBatch | null {
    const topic =
      answer.name === undefined
        ? this.#topicsById.get(answer.topicId ?? '')
        : this.#topicsByName.get(answer.name)
    const queue = topic?.queues[partition]
    const batch = queue === undefined ? undefined : this.#batches.get(queue)
    if (queue === undefined || batch === undefined) return null
    this.#batches.delete(queue)
    return batch
  }

  onResponse(body: Buffer): void {
    this.#listener.onAnswered(this, body)
  }

  /** From here on its batches have their answers, whatever becomes of the connection. */
  markAnswered(): void {
    this.#answered = true
  }

  onDeparted(): void {
    this.#listener.onDeparted(this)
  }

  onFailure(error: ProducerError): void {
    if (this.#answered) return
    this.#listener.onUnanswered(this, error)
  }
}
