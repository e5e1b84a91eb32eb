import { ANY_PARTITION, FROM_NOW, PendingRecord } from '../accumulator/pending-record.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { TopicRecord } from '../record/producer-record.ts'
import { HeaderBlock } from '../record-format/header-block.ts'
import { RECORDS_AT } from '../record-format/record-batch-layout.ts'
import { lengthOf } from '../record-format/record-field.ts'
import { recordBodySize } from '../record-format/record-writer.ts'
import { varintSize } from '../record-format/varint.ts'
import { areGone } from '../serialization/are-gone.ts'
import { serializeField } from '../serialization/serialize-field.ts'
import type { SerializedForm } from '../serialization/serializer.ts'
import type { Clock } from '../time/clock.ts'
import type { RecordForm } from './record-form.ts'

/** The last instant that a JavaScript Date can hold; what lies beyond is a mistake of unit. */
const MAX_TIMESTAMP = 8.64e15
const MAX_PARTITION = 2 ** 31 - 1
/** More than all of a record and its batch's header that is not key, value or headers. */
const FRAMING_BYTES = RECORDS_AT + 48
/** A block that had to take more is not kept for the next record. */
const MAX_SPARE_BYTES = 16_384

/** Turns a caller's record into what is written into a batch, and refuses what cannot be written. */
export class RecordSerialization {
  readonly #clock: Clock
  readonly #maxRequestSizeBytes: number
  readonly #reused: PendingRecord | null
  /** For the next record's headers; null while those of a record are read whose serializers may send others. */
  #spareBlock: HeaderBlock | null = null

  /** @param reuses whether one object may serve every record: not where a caller's function runs before it is appended */
  constructor(clock: Clock, maxRequestSizeBytes: number, reuses: boolean) {
    this.#clock = clock
    this.#maxRequestSizeBytes = maxRequestSizeBytes
    this.#reused = reuses ? new PendingRecord() : null
  }

  /**
   * Everything of the caller's that runs (getters, serializers, header functions) runs before the shared record is filled, so
   * that it may send records itself.
   *
   * @returns the record but for who is told of it; good until the next call
   * @throws ProducerError `INVALID_RECORD`, `SERIALIZATION_FAILED`, `RECORD_TOO_LARGE`
   */
  serialize<Key, Value>(
    topicName: string,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
  ): PendingRecord {
    const headers = this.#readHeaders(record, form)
    const pending = this.complete(topicName, record, form, headers)
    // Nothing of the caller's runs any more before they are written.
    if (this.#reused !== null && headers !== null && headers.capacity <= MAX_SPARE_BYTES) {
      this.#spareBlock = headers
    }
    return pending
  }

  /** Headers that outlive the caller's turn, with what the sender adds; null for none. */
  headers<Key, Value>(
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
  ): HeaderBlock | null {
    return this.#readHeaders(record, form)?.copy() ?? null
  }

  /** The same as {@link serialize} for a record whose headers were read before. */
  complete<Key, Value>(
    topicName: string,
    record: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
    headers: HeaderBlock | null,
  ): PendingRecord {
    const key = serializeField(form.key, record.key, topicName, 'key')
    const value = serializeField(form.value, record.value, topicName, 'value')
    const { timestamp } = record
    const partition = checkPartition(record.partition, topicName)
    const pending = this.#reused ?? new PendingRecord()
    pending.timestamp =
      timestamp === undefined ? this.#clock.wallTime() : checkTimestamp(timestamp, topicName)
    pending.key = key
    pending.keyLength = lengthOf(key)
    pending.value = value
    pending.valueLength = lengthOf(value)
    pending.headers = headers
    pending.partition = partition
    pending.deadlineMs = FROM_NOW
    if (pending.keyLength === 0) checkPresence(key, topicName, 'key')
    if (pending.valueLength === 0) checkPresence(value, topicName, 'value')
    this.#checkSize(topicName, pending)
    return pending
  }

  #readHeaders<Key, Value>(
    { headers }: TopicRecord<Key, Value>,
    form: RecordForm<Key, Value>,
  ): HeaderBlock | null {
    if (headers === undefined && form.headers.length === 0) return null
    const block = this.#spareBlock ?? new HeaderBlock()
    this.#spareBlock = null
    block.read(headers, form.headers)
    return block
  }

  #checkSize(topic: string, pending: PendingRecord): void {
    const { keyLength, valueLength, headers } = pending
    const headerBytes = headers === null ? 0 : headers.sizeInBytes
    const atMost = FRAMING_BYTES + keyLength + valueLength + headerBytes
    if (atMost <= this.#maxRequestSizeBytes) return
    const bodySize = recordBodySize(0, 0, keyLength, valueLength, headers)
    const size = RECORDS_AT + varintSize(bodySize) + bodySize
    if (size <= this.#maxRequestSizeBytes) return
    throw new ProducerError(
      'RECORD_TOO_LARGE',
      `A record for topic "${topic}" takes ${size} bytes with its batch; maxRequestSizeBytes is ${this.#maxRequestSizeBytes}`,
      { topic },
    )
  }
}

function checkPresence(form: SerializedForm, topic: string, field: 'key' | 'value'): void {
  if (form === null || typeof form === 'string' || !areGone(form)) return
  throw new ProducerError(
    'INVALID_RECORD',
    `The bytes of the ${field} of a record for topic "${topic}" are gone: its buffer is detached or was made smaller`,
    { topic },
  )
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
