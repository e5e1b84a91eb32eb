import type { ProducerError } from '../errors/producer-error.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'
import {
  type CompressedRecords,
  NO_PRODUCER,
  type ProducerStamp,
  type RecordBatchBuilder,
} from '../record-format/record-batch-builder.ts'
import { RECORDS_AT } from '../record-format/record-batch-layout.ts'
import { RecordReader } from '../record-format/record-reader.ts'
import type { RecordTimestamps } from '../record-format/record-timestamps.ts'
import type { BatchLine } from './batch-line.ts'
import { BatchPromises } from './batch-promises.ts'
import type { BrokerQueue } from './broker-queue.ts'
import type { DeliveryReporter, SettleDetail, SettleTarget } from './delivery-reporter.ts'
import type { FlushPoint } from './flush-point.ts'
import type { IntrusiveList, ListEntry, ListItem } from './intrusive-list.ts'
import type { PartitionQueue } from './partition-queue.ts'
import type { PendingRecord } from './pending-record.ts'

const UNKNOWN_OFFSET = -1

/**
 * One batch of one topic-partition: its bytes, who waits for its records, and what became of it. Its records settle once;
 * its memory is given back when no socket can hold its bytes any more, which may be later.
 */
export class ProducerBatch implements ListItem<ProducerBatch> {
  // These come first because each record that is appended touches them, and with ten thousand partitions each touch of another
  // line of memory is a miss of every cache: 0.1 µs.
  readonly builder: RecordBatchBuilder
  /** What its memory is counted as. */
  memoryBytes: number
  /** Who waits for the record at each index; null while nobody does who is not behind {@link #shared}. */
  #targets: SettleTarget[] | null = null
  /** The promises of those records that have no settler of their own. */
  #shared: BatchPromises | null = null
  readonly queue: PartitionQueue
  /** Place in its partition's order of arrival; a retried batch goes back to it. */
  readonly ordinal: number
  readonly createdAtMs: number
  /** When its records must have settled: the earliest of theirs. */
  deadlineMs: number
  /** Whether it waited out `lingerMs` and may go although it is not full. */
  lingered = false
  /** Its place among those that linger; null when it does not. */
  lingering: ListEntry<ProducerBatch> | null = null
  /** Whether it was closed to be sent although it was not full. */
  closedUnfilled = false
  /** What a codec has done to it; stays `none` where nothing is compressed. While it is `under-way`, it does not leave. */
  compression: 'none' | 'under-way' | 'done' = 'none'
  /** What goes on the wire in place of the builder's bytes; null where these are sent. */
  compressed: CompressedRecords | null = null
  /** How often it was sent; what a split answered does not count. */
  attempts = 0
  /** Whether it was sent and came back: then it goes alone until it is answered. */
  cameBack = false
  /** Where it was last sent to. */
  sentTo: BrokerQueue | null = null
  /** The request that carries it, told apart by identity; null once what came of it was taken up. */
  carrier: object | null = null
  /** Whether it was put back without a backoff, because its partition had moved: never twice in a row. */
  redirected = false
  /** Whether it is half of a batch that was too large. */
  isPart = false
  /** Whether an attempt may have been written: from then on its bytes and stamp are fixed for good (I1, I3). */
  mayBeWritten = false
  /** The stamp that its bytes carry, or will carry; null until it is sealed for the first time. */
  stamp: ProducerStamp | null = null
  lastError: ProducerError | null = null
  /** Why it will never be acknowledged; its records fail with this before their time. */
  hopeless: ProducerError | null = null
  settled = false
  /** Where it is in its partition's queue; null when it is done. */
  line: BatchLine | null = null
  /** The one behind it there. */
  behind: ProducerBatch | null = null
  previous: ProducerBatch | null = null
  next: ProducerBatch | null = null
  list: IntrusiveList<ProducerBatch> | null = null
  #bytes: Buffer | null = null
  #flushPoint: FlushPoint | null = null
  #baseOffset = UNKNOWN_OFFSET
  #logAppendTimeMs = -1
  #details: SettleDetail[] | null = null
  #promises: (Promise<unknown> | null)[] | null = null
  /** Where the timestamps are read that its records had; null until somebody is told one. */
  #timestamps: RecordTimestamps | null = null
  /** Whether promises are kept beside the functions that settle them. */
  readonly keepsPromises: boolean

  constructor(
    queue: PartitionQueue,
    builder: RecordBatchBuilder,
    ordinal: number,
    createdAtMs: number,
    keepsPromises: boolean,
  ) {
    this.queue = queue
    this.builder = builder
    this.ordinal = ordinal
    this.createdAtMs = createdAtMs
    this.deadlineMs = Number.POSITIVE_INFINITY
    this.memoryBytes = builder.capacity
    this.keepsPromises = keepsPromises
  }

  get recordCount(): number {
    return this.builder.recordCount
  }

  /** Bytes that it takes on the wire; before it is compressed, what it takes without. */
  get sizeInBytes(): number {
    return this.compressed === null ? this.builder.sizeInBytes : this.compressed.batch.length
  }

  get recordBytes(): number {
    return this.builder.sizeInBytes - RECORDS_AT
  }

  get largestRecordBytes(): number {
    return this.builder.largestRecordBytes
  }

  get uncompressedBytes(): number {
    return this.builder.sizeInBytes
  }

  get sealed(): boolean {
    return this.#bytes !== null
  }

  /** The sealed bytes. */
  get bytes(): Buffer {
    if (this.#bytes === null) throw new Error('A batch has no bytes before it is sealed')
    return this.#bytes
  }

  /** Notes who waits for the record that was just appended, if it is somebody of its own. */
  note({ target, detail, promise }: PendingRecord): void {
    this.#expect(this.builder.recordCount - 1, target, detail, promise)
  }

  /** A promise of where the record that was appended last lands: a reaction to the batch's one outcome. */
  promiseOfLast(): Promise<RecordMetadata> {
    return this.#sharedPromises().add(this.builder.recordCount - 1)
  }

  /** Makes flushes wait for this batch that end there or later. The earliest point counts. */
  settleBefore(point: FlushPoint): void {
    const before = this.#flushPoint
    if (before !== null && before.ordinal <= point.ordinal) return
    point.enter()
    this.#flushPoint = point
    before?.leave()
  }

  /** Binds bytes and stamp. Allowed again only while {@link mayBeWritten} is false. */
  seal(stamp: ProducerStamp | null): void {
    if (this.mayBeWritten) throw new Error('A batch that may have been written is never restamped')
    this.stamp = stamp
    this.#bytes = this.builder.seal(stamp ?? NO_PRODUCER, false, this.compressed)
  }

  /** Takes the stamp off, so that the batch is sealed anew under another one. */
  unseal(): void {
    if (this.mayBeWritten) throw new Error('A batch that may have been written is never restamped')
    this.stamp = null
    this.#bytes = null
  }

  /**
   * Settles every record as stored, in send order.
   *
   * @param baseOffset offset of the first record; −1 when nobody told it
   * @param logAppendTimeMs the broker's timestamp where the topic stamps on append; else −1
   */
  acknowledge(baseOffset: number, logAppendTimeMs: number, reporter: DeliveryReporter): void {
    this.#settleOnce()
    this.#baseOffset = baseOffset
    this.#logAppendTimeMs = logAppendTimeMs
    this.#acknowledgeEach(reporter)
    if (reporter.observesDeliveries) this.#reportDeliveries(reporter)
    this.#shared?.acknowledge()
    reporter.events.batchAcknowledged(this, baseOffset)
    this.#letGo()
    this.#leaveFlushPoint()
  }

  /**
   * Settles every record as failed, in send order.
   *
   * @param culprits the errors of those records that have one of their own, by index
   */
  fail(
    error: ProducerError,
    reporter: DeliveryReporter,
    culprits: ReadonlyMap<number, ProducerError> | null = null,
  ): void {
    this.#settleOnce()
    const errorOf = (index: number): ProducerError => culprits?.get(index) ?? error
    this.#failEach(errorOf, reporter)
    this.#shared?.fail(errorOf)
    reporter.events.batchFailed(this, error)
    this.#letGo()
    this.#leaveFlushPoint()
  }

  /** Hands everyone who waits for a record over to the part that has the record now, and is done without settling them. */
  handOver(first: ProducerBatch, second: ProducerBatch): void {
    this.#settleOnce()
    const cut = first.recordCount
    for (let index = 0; index < this.recordCount; index++) {
      const part = index < cut ? first : second
      part.#expect(
        index < cut ? index : index - cut,
        this.#targets?.[index] ?? null,
        this.#details?.[index] ?? null,
        this.#promises?.[index] ?? null,
      )
    }
    // Made here, not when they are asked for: a part could settle before the reactions have run.
    this.#shared?.follow(first.#sharedPromises(), second.#sharedPromises(), cut)
    if (this.#flushPoint !== null) {
      first.settleBefore(this.#flushPoint)
      second.settleBefore(this.#flushPoint)
    }
    this.#letGo()
    this.#leaveFlushPoint()
  }

  // Most batches have callbacks alone or the batch's promises alone, so most need one of the lists or none.
  #expect(
    index: number,
    target: SettleTarget,
    detail: SettleDetail,
    promise: Promise<unknown> | null,
  ): void {
    if (target !== null) {
      this.#targets ??= []
      putAt(this.#targets, index, target)
    }
    if (detail !== null) {
      this.#details ??= []
      putAt(this.#details, index, detail)
    }
    if (promise !== null && this.keepsPromises) {
      this.#promises ??= []
      putAt(this.#promises, index, promise)
    }
  }

  #acknowledgeEach(reporter: DeliveryReporter): void {
    const targets = this.#targets
    if (targets === null) return
    for (let index = 0; index < targets.length; index++) {
      const target = targets[index] as SettleTarget
      if (target === null) continue
      const detail = this.#details?.[index] ?? null
      reporter.acknowledge(target, detail, this.#metadataOf(index))
    }
  }

  #failEach(errorOf: (index: number) => ProducerError, reporter: DeliveryReporter): void {
    // Where errors are observed, every record has one who is told.
    const reader = reporter.observesErrors ? this.#reader() : null
    const count = reader === null ? (this.#targets?.length ?? 0) : this.recordCount
    for (let index = 0; index < count; index++) {
      const target = this.#targets?.[index] ?? null
      const record = reader === null ? null : reader.next()
      if (target === null && record === null) continue
      const detail = this.#details?.[index] ?? null
      const promise = this.#promises?.[index] ?? null
      reporter.fail(target, detail, promise, errorOf(index), record)
    }
  }

  #sharedPromises(): BatchPromises {
    this.#shared ??= new BatchPromises((index) => this.#metadataOf(index))
    return this.#shared
  }

  #reportDeliveries(reporter: DeliveryReporter): void {
    const reader = this.#reader()
    for (let index = 0; index < this.recordCount; index++) {
      reporter.delivered(this.#metadataOf(index), reader.next())
    }
  }

  #metadataOf(index: number): RecordMetadata {
    const { topic, partition } = this.queue
    return {
      topic: topic.name,
      partition,
      offset: this.#baseOffset === UNKNOWN_OFFSET ? UNKNOWN_OFFSET : this.#baseOffset + index,
      timestamp: this.#logAppendTimeMs >= 0 ? this.#logAppendTimeMs : this.#timestampOf(index),
    }
  }

  // Its bytes have them, so a list of them would be kept for nothing. They are asked for in order, each kind of recipient anew.
  #timestampOf(index: number): number {
    if (this.#timestamps === null || this.#timestamps.nextIndex > index) {
      this.#timestamps = this.builder.timestamps()
    }
    return this.#timestamps.at(index)
  }

  #settleOnce(): void {
    if (this.settled) throw new Error('A batch settles once')
    this.settled = true
  }

  #reader(): RecordReader {
    const { topic, partition } = this.queue
    return new RecordReader(this.builder.written, topic.name, partition, this.builder.baseTimestamp)
  }

  // A batch lives long enough to be moved to the old generation, where it stays, dead, until a major collection. What it
  // refers to would be kept with it and moved there too, promise by promise: 1.1 µs a record against 0.65.
  #letGo(): void {
    this.#targets = null
    this.#details = null
    this.#promises = null
  }

  #leaveFlushPoint(): void {
    const point = this.#flushPoint
    this.#flushPoint = null
    point?.leave()
  }
}

/** Puts an item at its index of a list that ends before it; the records in between have none. */
function putAt<T>(items: (T | null)[], index: number, item: T): void {
  while (items.length < index) items.push(null)
  items.push(item)
}
