import type { FlushPoint } from '../accumulator/flush-point.ts'
import { type IntrusiveList, ListEntry, type ListItem } from '../accumulator/intrusive-list.ts'
import type { PendingRecord } from '../accumulator/pending-record.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { EncodedRecord } from '../record/encoded-record.ts'
import type { TopicRecord } from '../record/producer-record.ts'
import type { RecordForm } from './record-form.ts'
import type { SerializerPreparation } from './serializer-preparation.ts'
import type { TopicState } from './topic-state.ts'

/** A record as its caller gave it but for its headers, until its serializers are prepared. */
export interface UnserializedRecord {
  readonly record: TopicRecord<unknown, unknown>
  readonly form: RecordForm<unknown, unknown>
  readonly preparation: SerializerPreparation
  /** Which of its attempts the record waits for. */
  readonly attempt: number
}

/**
 * A record that could not be appended in the turn of its call: its serializers are not prepared, its topic is not known, or
 * there is no room. It is in one list at a time, which says what it waits for; in none, it has been appended or has failed.
 */
export class WaitingRecord implements ListItem<WaitingRecord> {
  topic: TopicState
  /** Who waits for it, and its fields but for key and value, which {@link readFields} brings. */
  record: PendingRecord
  /** Copies of key and value, one behind the other; null when both are empty, it is not serialized or others may see them. */
  bytes: Buffer | null = null
  /** Null once it is serialized. */
  unserialized: UnserializedRecord | null = null
  /** How many metadata requests had left when it began to wait for its partition. */
  asksBefore = 0
  /** Why it will fail, once that is decided. */
  doom: ProducerError | null = null
  /** Its place among all who wait, in order of arrival. */
  readonly arrival: ListEntry<WaitingRecord> = new ListEntry<WaitingRecord>(this)
  /** Counts those who wait, in order of arrival. */
  readonly number: number
  /** When the wait ends in failure. */
  readonly waitUntilMs: number
  /** Since when it waits for its topic, its partition or room, whichever it is that it lacks. By the clock, in milliseconds. */
  sinceMs: number
  /** How long there had been no room for records until then, by `RoomShortage`. */
  shortageMs = 0
  /** Which flushes wait for it: those that end there or later. */
  readonly flushPoint: FlushPoint
  /** Ends its wait when it is aborted; null when the caller gave none. */
  signal: AbortSignal | null = null
  previous: WaitingRecord | null = null
  next: WaitingRecord | null = null
  list: IntrusiveList<WaitingRecord> | null = null

  constructor(
    number: number,
    topic: TopicState,
    record: PendingRecord,
    sinceMs: number,
    waitUntilMs: number,
    flushPoint: FlushPoint,
  ) {
    this.number = number
    this.topic = topic
    this.record = record
    this.sinceMs = sinceMs
    this.waitUntilMs = waitUntilMs
    this.flushPoint = flushPoint
    flushPoint.enter()
  }

  /** Puts views of its copies into its record. They are good until it leaves. */
  readFields(): void {
    const { record, bytes } = this
    if (record.key !== null || record.value !== null) return
    const { keyLength, valueLength } = record
    const valueAt = Math.max(keyLength, 0)
    const buffer = bytes ?? NO_BYTES
    if (keyLength >= 0) record.key = buffer.subarray(0, keyLength)
    if (valueLength >= 0) record.value = buffer.subarray(valueAt, valueAt + valueLength)
  }

  /** The same for good: a caller's function will see them, and may keep them. */
  lendFields(): void {
    this.readFields()
    this.bytes = null
  }

  /** As an observer sees it; null before it is serialized. */
  encoded(): EncodedRecord | null {
    if (this.unserialized !== null) return null
    this.lendFields()
    const { key, value, headers, timestamp, partition } = this.record
    return {
      topic: this.topic.name,
      partition,
      key: key as Buffer | null,
      value: value as Buffer | null,
      headers: headers?.pairs() ?? [],
      timestamp,
    }
  }
}

const NO_BYTES = Buffer.alloc(0)
