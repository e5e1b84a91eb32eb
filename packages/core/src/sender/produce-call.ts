import type { BrokerQueue } from '../accumulator/broker-queue.ts'
import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import type { TopicQueues } from '../accumulator/topic-queues.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { DepartureHandler, ResponseHandler } from '../network/response-handler.ts'
import { PRODUCE_VERSION } from './produce-request.ts'
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
  readonly #batches: readonly ProducerBatch[]
  /** How many of them are not taken out. */
  #left: number
  #nextUnanswered = 0
  /** By what they go by on the wire: their id, or their name. */
  readonly #topics = new Map<string, TopicQueues>()

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
    this.#batches = batches
    this.#left = batches.length
    const hasTopicIds = version > PRODUCE_VERSION.withoutTopicId
    let last: TopicQueues | null = null
    for (const batch of batches) {
      // A mark on each in place of a map of all: thousands may be in one request.
      batch.carrier = this
      const { topic } = batch.queue
      if (topic === last) continue
      last = topic
      this.#topics.set(hasTopicIds ? topic.topicId : topic.name, topic)
    }
  }

  /** The name of a topic that it carries, by the id that it goes by on the wire. */
  topicName(topicId: string): string | undefined {
    return this.#topics.get(topicId)?.name
  }

  /** The topic that a part of the answer is about; null when nothing of it was sent. */
  topicOf({ name, topicId }: TopicAnswer): TopicQueues | null {
    return this.#topics.get(name ?? topicId ?? '') ?? null
  }

  /** Takes out the batch that an answer is about; null when none was sent, or it was answered already. */
  takeAnswered(topic: TopicQueues, partition: number): ProducerBatch | null {
    const batch = topic.queues[partition]?.inFlight.find(this.#carries) ?? null
    if (batch !== null) this.#takeOut(batch)
    return batch
  }

  /** Takes out the next batch that is still in; null when that were all. Behind all that answers are about. */
  takeUnanswered(): ProducerBatch | null {
    while (this.#left > 0) {
      const batch = this.#batches[this.#nextUnanswered++]
      if (batch === undefined) return null
      if (!this.#carries(batch)) continue
      this.#takeOut(batch)
      return batch
    }
    return null
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

  #takeOut(batch: ProducerBatch): void {
    batch.carrier = null
    this.#left--
  }

  readonly #carries = ({ carrier }: ProducerBatch): boolean => carrier === this
}
