import type {
  DeliveryReporter,
  SettleDetail,
  SettleTarget,
} from '../accumulator/delivery-reporter.ts'
import { PROMISE_OVERHEAD_BYTES } from '../accumulator/memory-budget.ts'
import { ANY_PARTITION, FROM_NOW, PendingRecord } from '../accumulator/pending-record.ts'
import type { ProducerBatch } from '../accumulator/producer-batch.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { TopicRecord } from '../record/producer-record.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'
import { encodeHeaders, listHeaders } from '../record-format/header-block.ts'
import { RECORDS_AT } from '../record-format/record-batch-layout.ts'
import { lengthOf, recordBodySize } from '../record-format/record-writer.ts'
import { varintSize } from '../record-format/varint.ts'
import { isBytes } from '../serialization/is-bytes.ts'
import { serializeField } from '../serialization/serialize-field.ts'
import type { Clock } from '../time/clock.ts'
import { checkWaitOptions } from './check-wait-options.ts'
import type { PartitionChoice } from './partition-choice.ts'
import type { RecordAdmission } from './record-admission.ts'
import type { RecordForm } from './record-form.ts'
import { abortedError, closedError } from './refusals.ts'
import type { SerializerPreparation } from './serializer-preparation.ts'
import type { TopicState } from './topic-state.ts'
import type { WaitingRecord } from './waiting-record.ts'

type Resolve = (metadata: RecordMetadata) => void
type Reject = (error: ProducerError) => void

// `new Promise` calls this at once, so the two functions can be handed over here: one executor serves every send, where a
// closure each would be one more allocation per record.
let capturedResolve: Resolve
let capturedReject: Reject
function captureSettlers(resolve: Resolve, reject: Reject): void {
  capturedResolve = resolve
  capturedReject = reject
}

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

  /** @throws ProducerError `PRODUCER_CLOSED` */
  requireOpen(): void {
    if (this.#closed) throw closedError()
  }

  /** Refuses every record from now on. */
  close(): void {
    this.#closed = true
  }

  /**
   * Takes one record for a promise of where it lands. A record that goes straight into a batch shares the batch's one promise
   * and costs a reaction to it; only one that waits, or that `onError` observes, has a promise with functions of its own.
   */
  send<Key, Value>(
    topic: TopicState,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
    signal: AbortSignal | undefined,
  ): Promise<RecordMetadata> {
    try {
      if (this.#reporter.observesErrors) return this.#sendObserved(topic, record, form, signal)
      const pending = this.#fill(topic, record, form, PROMISE_OVERHEAD_BYTES, signal)
      const batch = this.#append(topic, pending)
      if (batch !== null) return batch.promiseOfLast()
      const promise = new Promise<RecordMetadata>(captureSettlers)
      pending.target = capturedResolve
      pending.detail = capturedReject
      this.#admission.wait(topic, pending, signal)
      return promise
    } catch (thrown) {
      return Promise.reject(refusal(topic.name, thrown))
    }
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
      const pending = this.#fill(topic, record, form, overheadBytes, signal)
      pending.target = target
      pending.detail = detail
      pending.promise = promise
      if (this.#append(topic, pending) !== null) return true
      if (mayWait) this.#admission.wait(topic, pending, signal)
      else if (topic.known && pending.partition >= topic.queues.partitionCount) {
        throw this.#admission.refusePartition(topic, pending.partition)
      } else this.#admission.refused(pending)
      return mayWait
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
      preparation.start()
      const { key, value } = record
      const kept = { ...record, key: copyBytes(key), value: copyBytes(value) }
      // As far as it can be told: what an object will take is known when it is serialized.
      pending.keyLength = givenLength(key)
      pending.valueLength = givenLength(value)
      const unserialized = { record: kept, form, preparation, attempt: preparation.attempts }
      this.#admission.waitForSerializers(topic, unserialized, pending, signal)
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

  #sendObserved<Key, Value>(
    topic: TopicState,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
    signal: AbortSignal | undefined,
  ): Promise<RecordMetadata> {
    const promise = new Promise<RecordMetadata>(captureSettlers)
    const target = capturedResolve
    const detail = capturedReject
    this.take(topic, record, form, target, detail, promise, PROMISE_OVERHEAD_BYTES, true, signal)
    return promise
  }

  #fill<Key, Value>(
    topic: TopicState,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
    overheadBytes: number,
    signal: AbortSignal | undefined,
  ): PendingRecord {
    if (this.#closed) throw closedError(topic.name)
    if (signal !== undefined) checkWaitOptions({ signal })
    if (signal?.aborted) throw abortedError(topic.name, signal)
    const pending = this.#serialize(topic, record, form)
    pending.overheadBytes = overheadBytes
    pending.target = null
    pending.detail = null
    pending.promise = null
    return pending
  }

  #complete(waiting: WaitingRecord): void {
    const { topic, unserialized, record: envelope } = waiting
    if (unserialized === null) throw new Error('A record is serialized once')
    const { record, form } = unserialized
    const pending = this.#serialize(topic, record, form)
    if (record.timestamp === undefined) pending.timestamp = envelope.timestamp
    pending.overheadBytes = envelope.overheadBytes
    pending.target = envelope.target
    pending.detail = envelope.detail
    pending.promise = envelope.promise
    this.#admission.serialized(waiting, pending.detach(envelope.deadlineMs))
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
    const { timestamp } = record
    const partition = checkPartition(record.partition, topic.name)
    const pending = this.#choice.isCustom ? new PendingRecord() : this.#reused
    pending.timestamp =
      timestamp === undefined ? this.#clock.wallTime() : checkTimestamp(timestamp, topic.name)
    pending.key = key
    pending.keyLength = lengthOf(key)
    pending.value = value
    pending.valueLength = lengthOf(value)
    pending.headers = headers
    pending.partition = partition
    pending.deadlineMs = FROM_NOW
    this.#checkSize(topic, pending)
    return pending
  }

  /** @returns the batch; null when the record must wait, or the partition that it names is not known */
  #append(topic: TopicState, pending: PendingRecord): ProducerBatch | null {
    if (this.#admission.mustWait(topic)) return null
    const isFree = pending.partition === ANY_PARTITION
    const partition = isFree ? this.#choice.choose(topic, pending) : pending.partition
    if (partition >= topic.queues.partitionCount) return null
    const queue = topic.queues.queue(partition)
    const batch = this.#accumulator.append(queue, pending)
    if (batch === null) {
      if (this.#choice.isCustom) pending.partition = partition // It is asked once per record (I2).
    } else if (isFree && pending.key === null) {
      topic.sticky.appended(pending.copyBytes - pending.overheadBytes, queue.open !== null)
    }
    return batch
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

/** Bytes are the caller's to use again; whatever else a serializer takes is kept as it is. */
function copyBytes<T>(given: T): T | Uint8Array {
  return isBytes(given) ? Uint8Array.from(given) : given
}

function givenLength(given: unknown): number {
  return typeof given === 'string' || isBytes(given) ? given.length : 0
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
