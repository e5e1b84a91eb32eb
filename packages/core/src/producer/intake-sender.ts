import type { SettleDetail, SettleTarget } from '../accumulator/delivery-reporter.ts'
import { CALLBACK_OVERHEAD_BYTES, PROMISE_OVERHEAD_BYTES } from '../accumulator/memory-budget.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { DeliveryCallback } from '../record/delivery-callback.ts'
import type { TopicRecord } from '../record/producer-record.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'
import { OutcomeList } from './outcome-list.ts'
import type { RecordSender, SendOptions, SettledRecord } from './producer.ts'
import type { Readiness, WaitOptions } from './readiness.ts'
import type { RecordForm } from './record-form.ts'
import type { RecordIntake } from './record-intake.ts'
import type { SerializerPreparation } from './serializer-preparation.ts'
import type { TopicDirectory } from './topic-directory.ts'

/** What every sender of one producer shares. */
export interface SenderParts {
  readonly directory: TopicDirectory
  readonly intake: RecordIntake
  readonly readiness: Readiness
}

/** The ways to send, for one topic or for any, in terms of the intake. */
export class IntakeSender<Key, Value, Sent extends TopicRecord<Key, Value>>
  implements RecordSender<Sent>
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
    const { directory, intake } = this.#parts
    const preparation = this.#preparation
    const signal = options?.signal
    if (preparation !== null && !preparation.done) return this.#sendUnprepared(record, signal)
    try {
      intake.requireOpen()
      const topic = directory.topic(this.#topicName ?? topicOf(record))
      return intake.send(topic, record, this.#form, signal)
    } catch (thrown) {
      return this.#refused(thrown)
    }
  }

  sendBatch(records: Iterable<Sent>, options?: SendOptions): Promise<readonly SettledRecord[]> {
    if (
      typeof (records as { [Symbol.iterator]?: unknown } | null)?.[Symbol.iterator] !== 'function'
    ) {
      const message = `sendBatch takes a list of records, not ${describeValue(records)}`
      return Promise.reject(new ProducerError('INVALID_RECORD', message))
    }
    let given: readonly Sent[]
    try {
      given = [...records] // All of it before the first is taken: a list that breaks half-way sends nothing.
    } catch (cause) {
      const message = 'The list of records broke while it was read; nothing of it was sent'
      return Promise.reject(new ProducerError('INVALID_RECORD', message, { cause }))
    }
    const outcomes = new OutcomeList()
    const signal = options?.signal
    for (const record of given) {
      this.#take(record, outcomes, outcomes.next(), null, CALLBACK_OVERHEAD_BYTES, true, signal)
    }
    outcomes.complete()
    return outcomes.promise
  }

  trySend(record: Sent, callback?: DeliveryCallback): boolean {
    if (callback !== undefined && typeof callback !== 'function') {
      const message = `The callback of trySend is ${describeValue(callback)}; it is a function`
      throw new ProducerError('INVALID_OPTION', message)
    }
    const target = callback ?? null
    return this.#take(record, target, null, null, CALLBACK_OVERHEAD_BYTES, false, undefined)
  }

  ready(options: WaitOptions = {}): Promise<void> {
    const { directory, readiness } = this.#parts
    const preparation = this.#preparation
    preparation?.start()
    const topics =
      this.#topicName === null ? [...directory.topics] : [directory.topic(this.#topicName)]
    return readiness.wait({ topics, preparation, needsRoom: true }, options)
  }

  #sendUnprepared(record: Sent, signal: AbortSignal | undefined): Promise<RecordMetadata> {
    const { promise, resolve, reject } = Promise.withResolvers<RecordMetadata>()
    this.#take(record, resolve, reject, promise, PROMISE_OVERHEAD_BYTES, true, signal)
    return promise
  }

  #refused(thrown: unknown): Promise<never> {
    const { promise, resolve, reject } = Promise.withResolvers<RecordMetadata>()
    this.#parts.intake.refuse(this.#topicName ?? '', resolve, reject, promise, thrown)
    return promise as Promise<never>
  }

  #take(
    record: Sent,
    target: SettleTarget,
    detail: SettleDetail,
    promise: Promise<unknown> | null,
    overheadBytes: number,
    mayWait: boolean,
    signal: AbortSignal | undefined,
  ): boolean {
    const { directory, intake } = this.#parts
    const form = this.#form
    const preparation = this.#preparation
    let topicName = ''
    try {
      intake.requireOpen()
      topicName = this.#topicName ?? topicOf(record)
      const topic = directory.topic(topicName)
      if (preparation === null || preparation.done) {
        return intake.take(
          topic,
          record,
          form,
          target,
          detail,
          promise,
          overheadBytes,
          mayWait,
          signal,
        )
      }
      if (!mayWait) {
        preparation.start()
        return false
      }
      intake.takeUnprepared(
        preparation,
        topic,
        record,
        form,
        target,
        detail,
        promise,
        overheadBytes,
        signal,
      )
    } catch (thrown) {
      intake.refuse(topicName, target, detail, promise, thrown)
    }
    return true
  }
}

function topicOf(record: unknown): string {
  if (typeof record !== 'object' || record === null) {
    throw new ProducerError('INVALID_RECORD', `A record is an object, not ${describeValue(record)}`)
  }
  const { topic } = record as { topic?: unknown }
  if (typeof topic === 'string') return topic
  throw new ProducerError('INVALID_RECORD', `topic is ${describeValue(topic)}; it is a string`)
}
