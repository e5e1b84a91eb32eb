import { PartitionSequences } from '../idempotence/partition-sequences.ts'
import { BatchLine } from './batch-line.ts'
import type { BrokerQueue } from './broker-queue.ts'
import { type IntrusiveList, ListEntry, type ListItem } from './intrusive-list.ts'
import type { ProducerBatch } from './producer-batch.ts'
import type { TopicQueues } from './topic-queues.ts'

/** What a partition could send now: a closed batch, an open one, or nothing. */
export type Sendable = 'full' | 'unfilled' | 'nothing'

/**
 * The batches of one topic-partition, in order. Place is state: a batch in `retrying` or `fresh` is queued, in `inFlight` it
 * is on the wire, in none it is done. It outlives the topic's metadata, so sequences are never forgotten (I7).
 */
export class PartitionQueue implements ListItem<PartitionQueue> {
  /** The last of `fresh`, while records may still be appended to it. */
  open: ProducerBatch | null = null
  readonly topic: TopicQueues
  readonly partition: number
  readonly sequences = new PartitionSequences()
  /** Batches that were sent and came back, oldest first; they go before anything fresh. */
  readonly retrying = new BatchLine()
  readonly fresh = new BatchLine()
  /** At most five, oldest first. */
  readonly inFlight = new BatchLine()
  /** Its place among the partitions with an open batch. */
  readonly openPlace: ListEntry<PartitionQueue> = new ListEntry<PartitionQueue>(this)
  /** Where the leader's batches queue; null while there is no leader. */
  broker: BrokerQueue | null = null
  /** Held back until then after a failure. */
  retryAtMs = 0
  /** How large the last batch became, by which the next one starts; 0 before the first. */
  lastBatchBytes = 0
  previous: PartitionQueue | null = null
  next: PartitionQueue | null = null
  list: IntrusiveList<PartitionQueue> | null = null
  #ordinal = 0

  constructor(topic: TopicQueues, partition: number) {
    this.topic = topic
    this.partition = partition
  }

  /** Batches that are queued or on the wire. */
  get backlog(): number {
    return this.retrying.length + this.fresh.length + this.inFlight.length
  }

  /** The place of a batch that is opened now: behind the records of all before it, so that parts of those fit in between. */
  nextOrdinal(): number {
    return this.#ordinal++
  }

  /** Whether nothing older of this partition is on the wire or waits to go again: then the broker should expect this batch. */
  isOldest(batch: ProducerBatch): boolean {
    const { ordinal } = batch
    const [retried, sent] = [this.retrying.first, this.inFlight.first]
    if (retried !== null && retried.ordinal < ordinal) return false
    return sent === null || sent.ordinal >= ordinal
  }

  /** What the next pass may take from here. */
  sendable(nowMs: number, maxInFlight: number): Sendable {
    if (this.#isHeldBack(nowMs, maxInFlight)) return 'nothing'
    const batch = this.nextBatch
    // Nothing newer leaves before it: sequences are given out in the order of the records.
    if (batch === null || batch.compression === 'under-way') return 'nothing'
    if (this.retrying.length > 0) return 'full'
    if (batch !== this.open && !batch.closedUnfilled) return 'full'
    return batch.lingered ? 'unfilled' : 'nothing'
  }

  /** The batch that goes next. */
  get nextBatch(): ProducerBatch | null {
    return this.retrying.first ?? this.fresh.first
  }

  /** Bytes of the batch that goes next. */
  sizeOfNext(): number {
    return this.nextBatch?.sizeInBytes ?? 0
  }

  /** Takes out the batch that goes next and moves it to `inFlight`. */
  takeNext(): ProducerBatch {
    const batch = this.retrying.shift() ?? this.fresh.shift()
    if (batch === null) throw new Error('There is nothing to take')
    if (batch === this.open) this.closeOpen()
    this.inFlight.add(batch)
    return batch
  }

  /** Puts a batch that came back before everything that was appended after it. */
  reenqueue(batch: ProducerBatch): void {
    batch.cameBack = true
    this.retrying.add(batch)
  }

  /** Takes a queued batch out, wherever it waits. */
  removeQueued(batch: ProducerBatch): void {
    if (this.retrying.has(batch)) this.retrying.remove(batch)
    else this.fresh.remove(batch)
    if (this.open === batch) this.#endOpen()
  }

  /** Ends appending to the open batch. */
  closeOpen(): void {
    this.lastBatchBytes = this.open?.builder.sizeInBytes ?? 0
    this.#endOpen()
  }

  #endOpen(): void {
    this.#ordinal += this.open?.recordCount ?? 0
    this.open = null
    this.openPlace.list?.remove(this.openPlace)
  }

  #isHeldBack(nowMs: number, maxInFlight: number): boolean {
    if (this.broker === null || this.retryAtMs > nowMs || this.sequences.broken) return true
    const oldest = this.inFlight.first
    if (oldest === null) return false
    if (this.inFlight.length >= maxInFlight) return true
    // A retried batch goes alone until it is answered: what follows it would only be refused as out of order, or, where an
    // attempt was stored, push it out of the five that a broker remembers. It does from here on, before it is sent (I5).
    if (this.retrying.length > 0 || oldest.cameBack) return true
    // Half of a batch may have to be cut again.
    if (oldest.isPart) return true
    // A batch whose deadline passed on the wire: nothing newer leaves before its outcome is known (I5).
    return this.inFlight.find(isSettled) !== null
  }
}

function isSettled({ settled }: ProducerBatch): boolean {
  return settled
}
