import type { Writable } from 'node:stream'
import type { Recipient } from '../accumulator/recipient.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { DeliveryCallback } from '../record/delivery-callback.ts'
import type { TopicRecord } from '../record/producer-record.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'
import type { Clock } from '../time/clock.ts'
import { OutcomeList } from './outcome-list.ts'
import type { RecordSender, SendOptions, SettledRecord } from './producer.ts'
import { promisedRecipient } from './promised-recipient.ts'
import type { Readiness } from './readiness.ts'
import type { RecordForm } from './record-form.ts'
import type { RecordIntake } from './record-intake.ts'
import type { SinkSender } from './record-sink.ts'
import { recordWritable } from './record-writable.ts'
import type { SerializerPreparation } from './serializer-preparation.ts'
import type { TopicDirectory } from './topic-directory.ts'
import type { TopicState } from './topic-state.ts'
import type { UnpreparedRecords } from './unprepared-records.ts'
import type { WaitOptions } from './wait-options.ts'
import type { WritableOptions } from './writable-options.ts'

/** What every sender of one producer shares. */
export interface SenderParts {
  readonly directory: TopicDirectory
  readonly intake: RecordIntake
  readonly unprepared: UnpreparedRecords
  readonly readiness: Readiness
  readonly clock: Clock
}

/** The ways to send, for one topic or for any, in terms of the intake. */
export class IntakeSender<Key, Value, Sent extends TopicRecord<Key, Value>>
  implements RecordSender<Sent>, SinkSender<Sent>
{
  readonly #parts: SenderParts
  readonly #form: RecordForm<Key, Value>
  /** Null: each record names its own. */
  readonly #topicName: string | null
  /** Null: nothing has to be prepared. */
  readonly #preparation: SerializerPreparation | null

  constructor(
    parts: SenderParts,
    form: RecordForm<Key, Value>,
    topicName: string | null,
    preparation: SerializerPreparation | null,
  ) {
    this.#parts = parts
    this.#form = form
    this.#topicName = topicName
    this.#preparation = preparation
  }

  send(record: Sent, options?: SendOptions): Promise<RecordMetadata> {
    const preparation = this.#preparation
    try {
      if (preparation === null || preparation.done) {
        return this.#parts.intake.send(this.#topicOf(record), record, this.#form, options?.signal)
      }
    } catch (thrown) {
      const recipient = promisedRecipient()
      this.#parts.intake.refuse(this.#topicName ?? '', recipient, thrown)
      return recipient.promise
    }
    const recipient = promisedRecipient()
    this.#take(record, recipient, options?.signal)
    return recipient.promise
  }

  sendBatch(records: Iterable<Sent>, options?: SendOptions): Promise<readonly SettledRecord[]> {
    let given: readonly Sent[]
    let signal: AbortSignal | undefined
    try {
      given = listOf(records)
      signal = options?.signal
    } catch (thrown) {
      return Promise.reject(unreadableList(thrown))
    }
    const outcomes = new OutcomeList()
    for (const record of given) this.#take(record, outcomes.next(), signal)
    outcomes.complete()
    return outcomes.promise
  }

  trySend(record: Sent, callback?: DeliveryCallback): boolean {
    if (callback !== undefined && typeof callback !== 'function') {
      const message = `The callback of trySend is ${describeValue(callback)}; it is a function`
      throw new ProducerError('INVALID_OPTION', message)
    }
    const { intake } = this.#parts
    const told = callback ?? null
    try {
      const topic = this.#topicOf(record)
      const preparation = this.#preparation
      if (preparation === null || preparation.done) {
        return intake.trySend(topic, record, this.#form, told)
      }
      preparation.start()
      return false
    } catch (thrown) {
      intake.refuseTried(this.#topicName ?? '', told, thrown)
      return true
    }
  }

  async ready(options: WaitOptions = {}): Promise<void> {
    const { directory, intake, readiness } = this.#parts
    intake.requireOpen()
    const preparation = this.#preparation
    preparation?.start()
    const name = this.#topicName
    const topics = name === null ? directory.unknownTopics() : [directory.topic(name)]
    await readiness.wait({ topics, preparation, needsRoom: true }, options)
  }

  /** The same for one record that {@link trySend} did not take: for its topic, and for room. */
  async readyFor(record: Sent, options: WaitOptions): Promise<void> {
    const preparation = this.#preparation
    const topic = this.#topicOf(record)
    preparation?.start()
    await this.#parts.readiness.wait({ topics: [topic], preparation, needsRoom: true }, options)
  }

  writable(options: WritableOptions): Writable {
    return recordWritable<Sent>(this, this.#parts.clock, this.#topicName, options)
  }

  #take(record: Sent, recipient: Recipient, signal: AbortSignal | undefined): void {
    const { intake, unprepared } = this.#parts
    try {
      const topic = this.#topicOf(record)
      const preparation = this.#preparation
      if (preparation === null || preparation.done) {
        intake.take(topic, record, this.#form, recipient, signal)
      } else unprepared.take(preparation, topic, record, this.#form, recipient, signal)
    } catch (thrown) {
      intake.refuse(this.#topicName ?? '', recipient, thrown)
    }
  }

  /** @throws ProducerError `PRODUCER_CLOSED`, `INVALID_RECORD` */
  #topicOf(record: Sent): TopicState {
    const { directory, intake } = this.#parts
    intake.requireOpen()
    return directory.topic(this.#topicName ?? topicOf(record))
  }
}

/** All of it before the first is taken: a list that breaks half-way sends nothing. */
function listOf<Sent>(records: Iterable<Sent> | null | undefined): readonly Sent[] {
  if (typeof records?.[Symbol.iterator] === 'function') return [...records]
  const message = `sendBatch takes a list of records, not ${describeValue(records)}`
  throw new ProducerError('INVALID_RECORD', message)
}

function unreadableList(thrown: unknown): ProducerError {
  if (thrown instanceof ProducerError) return thrown
  const message =
    'The list of records, or what was given beside it, cannot be read; nothing was sent'
  return new ProducerError('INVALID_RECORD', message, { cause: thrown })
}

function topicOf(record: unknown): string {
  if (typeof record !== 'object' || record === null) {
    throw new ProducerError('INVALID_RECORD', `A record is an object, not ${describeValue(record)}`)
  }
  const { topic } = record as { topic?: unknown }
  if (typeof topic === 'string') return topic
  throw new ProducerError('INVALID_RECORD', `topic is ${describeValue(topic)}; it is a string`)
}
