import type {
  DeliveryReporter,
  SettleDetail,
  SettleTarget,
} from '../accumulator/delivery-reporter.ts'
import { FROM_NOW, PendingRecord } from '../accumulator/pending-record.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { TopicRecord } from '../record/producer-record.ts'
import { encodeHeaders, listHeaders } from '../record-format/header-block.ts'
import { RECORDS_AT } from '../record-format/record-batch-layout.ts'
import { lengthOf, recordBodySize } from '../record-format/record-writer.ts'
import { varintSize } from '../record-format/varint.ts'
import { serializeField } from '../serialization/serialize-field.ts'
import type { Clock } from '../time/clock.ts'
import type { PartitionChoice } from './partition-choice.ts'
import type { RecordAdmission } from './record-admission.ts'
import type { RecordForm } from './record-form.ts'
import { abortedError, closedError, unknownPartitionError } from './refusals.ts'
import type { SerializerPreparation } from './serializer-preparation.ts'
import type { TopicState } from './topic-state.ts'
import { ANY_PARTITION, type WaitingRecord } from './waiting-record.ts'

/** The last instant that a JavaScript Date can hold; what lies beyond is a mistake of unit. */
const MAX_TIMESTAMP = 8.64e15
const MAX_PARTITION = 2 ** 31 - 1
/** More than all of a record and its batch's header that is not key, value or headers. */
const FRAMING_BYTES = RECORDS_AT + 48

/**
 * Takes records from callers: checks, serializes, chooses the partition and appends, all in the caller's turn. What must wait
 * is handed to admission as a copy.
 */
export class RecordIntake {
  readonly #admission: RecordAdmission
  readonly #accumulator: RecordAccumulator
  readonly #choice: PartitionChoice
  readonly #reporter: DeliveryReporter
  readonly #clock: Clock
  readonly #maxRequestSizeBytes: number
  readonly #reused = new PendingRecord()
  #closed = false

  constructor(
    admission: RecordAdmission,
    accumulator: RecordAccumulator,
    choice: PartitionChoice,
    reporter: DeliveryReporter,
    clock: Clock,
    maxRequestSizeBytes: number,
  ) {
    this.#admission = admission
    this.#accumulator = accumulator
    this.#choice = choice
    this.#reporter = reporter
    this.#clock = clock
    this.#maxRequestSizeBytes = maxRequestSizeBytes
  }

  /** Refuses every record from now on. */
  close(): void {
    this.#closed = true
  }

  /**
   * Takes one record. Its outcome, refusal included, is told to whoever `target` and `detail` name.
   *
   * @param overheadBytes what it costs beside its bytes
   * @param mayWait whether it may wait for its topic or for room
   * @returns false only when it may not wait and would have to: then nothing was taken and nobody is told
   */
  take<Key, Value>(
    topic: TopicState,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
    target: SettleTarget,
    detail: SettleDetail,
    promise: Promise<unknown> | null,
    overheadBytes: number,
    mayWait: boolean,
    signal: AbortSignal | undefined,
  ): boolean {
    try {
      if (this.#closed) throw closedError(topic.name)
      if (signal !== undefined && signal.aborted) throw abortedError(topic.name, signal)
      const named = checkPartition(record.partition, topic.name)
      const pending = this.#serialize(topic, record, form)
      pending.overheadBytes = overheadBytes
      pending.target = target
      pending.detail = detail
      pending.promise = promise
      return this.#place(topic, pending, named, mayWait, signal)
    } catch (thrown) {
      this.refuse(topic.name, target, detail, promise, thrown)
      return true
    }
  }

  /** Takes a record whose serializers are not prepared yet; it waits for them in order. */
  takeUnprepared<Key, Value>(
    preparation: SerializerPreparation,
    topic: TopicState,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
    target: SettleTarget,
    detail: SettleDetail,
    promise: Promise<unknown> | null,
    overheadBytes: number,
    signal: AbortSignal | undefined,
  ): void {
    try {
      if (this.#closed) throw closedError(topic.name)
      if (signal?.aborted) throw abortedError(topic.name, signal)
      const pending = new PendingRecord()
      pending.timestamp = this.#clock.wallTime()
      pending.overheadBytes = overheadBytes
      pending.target = target
      pending.detail = detail
      pending.promise = promise
      const unserialized = { record, form, preparation }
      this.#admission.waitForSerializers(topic, unserialized, pending, signal)
      preparation.start()
    } catch (thrown) {
      this.refuse(topic.name, target, detail, promise, thrown)
    }
  }

  /** Serializes, in order, the records that waited for it. */
  completePrepared(preparation: SerializerPreparation): void {
    const { waiting: list } = preparation
    for (let waiting = list.first; waiting !== null; waiting = list.first) {
      try {
        this.#complete(waiting)
      } catch (thrown) {
        this.#admission.fail(waiting, refusal(waiting.topic.name, thrown))
      }
    }
  }

  /** Tells that a record was refused before anything of it was queued. */
  refuse(
    topic: string,
    target: SettleTarget,
    detail: SettleDetail,
    promise: Promise<unknown> | null,
    thrown: unknown,
  ): void {
    this.#reporter.fail(target, detail, promise, refusal(topic, thrown), null)
  }

  #complete(waiting: WaitingRecord): void {
    const { topic, unserialized, record: envelope } = waiting
    if (unserialized === null) throw new Error('A record is serialized once')
    const { record, form } = unserialized
    const named = checkPartition(record.partition, topic.name)
    const pending = this.#serialize(topic, record, form)
    if (record.timestamp === undefined) pending.timestamp = envelope.timestamp
    pending.overheadBytes = envelope.overheadBytes
    pending.target = envelope.target
    pending.detail = envelope.detail
    pending.promise = envelope.promise
    this.#admission.serialized(waiting, pending.detach(envelope.deadlineMs), named)
  }

  // Everything of the caller's that runs (getters, serializers, header functions) runs before the shared record is filled,
  // so that it may send records itself.
  #serialize<Key, Value>(
    topic: TopicState,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
  ): PendingRecord {
    const key = serializeField(form.key, record.key, topic.name, 'key')
    const value = serializeField(form.value, record.value, topic.name, 'value')
    const given = record.headers
    const headers =
      given === undefined && form.headers === null
        ? null
        : encodeHeaders(listHeaders(given, form.headers?.()))
    const timestamp = record.timestamp
    const pending = this.#choice.isCustom ? new PendingRecord() : this.#reused
    pending.timestamp =
      timestamp === undefined ? this.#clock.wallTime() : checkTimestamp(timestamp, topic.name)
    pending.key = key
    pending.keyLength = lengthOf(key)
    pending.value = value
    pending.valueLength = lengthOf(value)
    pending.headers = headers
    pending.deadlineMs = FROM_NOW
    this.#checkSize(topic, pending)
    return pending
  }

  #place(
    topic: TopicState,
    pending: PendingRecord,
    named: number,
    mayWait: boolean,
    signal: AbortSignal | undefined,
  ): boolean {
    const admission = this.#admission
    let partition = named
    if (!admission.mustWait(topic)) {
      const chosen = named === ANY_PARTITION ? this.#choice.choose(topic, pending) : named
      if (chosen >= topic.queues.partitionCount) {
        if (!mayWait) throw unknownPartitionError(topic, chosen)
        admission.waitForPartition(topic, pending, chosen, signal)
        return true
      }
      const queue = topic.queues.queue(chosen)
      if (this.#accumulator.append(queue, pending) !== null) {
        if (pending.key === null && named === ANY_PARTITION) {
          topic.sticky.appended(pending.copyBytes - pending.overheadBytes, queue.open !== null)
        }
        return true
      }
      if (this.#choice.isCustom) partition = chosen // A partitioner is asked once per record (I2).
    }
    if (mayWait) admission.wait(topic, pending, partition, signal)
    else admission.refused(pending)
    return mayWait
  }

  #checkSize(topic: TopicState, pending: PendingRecord): void {
    const { keyLength, valueLength, headers } = pending
    const headerBytes = headers === null ? 0 : headers.length
    const atMost = FRAMING_BYTES + keyLength + valueLength + headerBytes
    if (atMost <= this.#maxRequestSizeBytes) return
    const bodySize = recordBodySize(0, 0, keyLength, valueLength, headers)
    const size = RECORDS_AT + varintSize(bodySize) + bodySize
    if (size <= this.#maxRequestSizeBytes) return
    throw new ProducerError(
      'RECORD_TOO_LARGE',
      `A record for topic "${topic.name}" takes ${size} bytes with its batch; maxRequestSizeBytes is ${this.#maxRequestSizeBytes}`,
      { topic: topic.name },
    )
  }
}

function refusal(topic: string, thrown: unknown): ProducerError {
  if (thrown instanceof ProducerError) return thrown
  const message = `A record for topic "${topic}" cannot be read`
  return new ProducerError('INVALID_RECORD', message, { topic, cause: thrown })
}

function checkTimestamp(timestamp: unknown, topic: string): number {
  if (Number.isInteger(timestamp)) {
    const value = timestamp as number
    if (value >= 0 && value <= MAX_TIMESTAMP) return value
  }
  throw new ProducerError(
    'INVALID_RECORD',
    `timestamp is ${describeValue(timestamp)}; it is whole milliseconds since the epoch, 0 or above`,
    { topic },
  )
}

function checkPartition(partition: unknown, topic: string): number {
  if (partition === undefined) return ANY_PARTITION
  if (Number.isInteger(partition)) {
    const value = partition as number
    if (value >= 0 && value <= MAX_PARTITION) return value
  }
  throw new ProducerError(
    'INVALID_RECORD',
    `partition is ${describeValue(partition)}; it is an integer, 0 or above`,
    { topic },
  )
}
