import type { ProducerError } from '../errors/producer-error.ts'
import { BatchBuffers } from '../record-format/batch-buffers.ts'
import { RecordBatchBuilder } from '../record-format/record-batch-builder.ts'
import { RECORDS_AT } from '../record-format/record-batch-layout.ts'
import { recordBodySize } from '../record-format/record-writer.ts'
import { varintSize } from '../record-format/varint.ts'
import type { Clock } from '../time/clock.ts'
import type { ProcessHold } from '../time/process-hold.ts'
import type { AccumulatorOptions } from './accumulator-options.ts'
import { BatchCompression, type FailedCompression } from './batch-compression.ts'
import { BatchDrain } from './batch-drain.ts'
import type { BrokerQueue } from './broker-queue.ts'
import { BrokerQueues } from './broker-queues.ts'
import { DeadlineHeap } from './deadline-heap.ts'
import { FlushPoints } from './flush-points.ts'
import { IntrusiveList, ListEntry } from './intrusive-list.ts'
import { lastDueBy } from './last-due-by.ts'
import type { MemoryBudget } from './memory-budget.ts'
import type { PartitionQueue } from './partition-queue.ts'
import { FROM_NOW, type PendingRecord } from './pending-record.ts'
import { ProducerBatch } from './producer-batch.ts'
import { splitBatch } from './split-batch.ts'

/** What a partition's first batch starts with; others start with a quarter more than the one before held. All double. */
const FIRST_BATCH_BYTES = 1_024
/** The longest varint, which a record's length field can be. */
const LENGTH_FIELD_BYTES = 5

/**
 * Records on their way to a request: appended to the open batch of their partition, drained a batch per partition at a time.
 * Every list here is one of things that are ready or due, so a pass costs what it sends, however many partitions there are.
 */
export class RecordAccumulator {
  /** Where its batches count, and the records that wait to be in one. */
  readonly flushPoints = new FlushPoints()
  readonly brokers = new BrokerQueues()
  readonly #options: AccumulatorOptions
  readonly #budget: MemoryBudget
  readonly #clock: Clock
  readonly #hold: ProcessHold
  readonly #wake: () => void
  readonly #onLeaderless: () => void
  readonly #compression: BatchCompression | null
  readonly #drain: BatchDrain
  readonly #buffers = new BatchBuffers()
  readonly #unsettled = new IntrusiveList<ProducerBatch>()
  #lastPlaced: ProducerBatch | null = null
  readonly #lingering = new IntrusiveList<ListEntry<ProducerBatch>>()
  /** Partitions with an open batch. */
  readonly #open = new IntrusiveList<ListEntry<PartitionQueue>>()
  readonly #retries = new DeadlineHeap<PartitionQueue>()
  #queuedBatches = 0
  #flushes = 0

  constructor(
    options: AccumulatorOptions,
    budget: MemoryBudget,
    clock: Clock,
    hold: ProcessHold,
    wake: () => void,
    onLeaderless: () => void,
  ) {
    this.#options = options
    this.#budget = budget
    this.#clock = clock
    this.#hold = hold
    this.#wake = wake
    this.#onLeaderless = onLeaderless
    const { compression: codec } = options
    const onCompressed = ({ queue }: ProducerBatch): void => this.refresh(queue, clock.now())
    this.#compression =
      codec === null ? null : new BatchCompression(codec, budget, clock, onCompressed, wake)
    const { maxRequestSizeBytes } = options
    this.#drain = new BatchDrain(maxRequestSizeBytes, this.#compression, (queue, nowMs) =>
      this.refresh(queue, nowMs),
    )
  }

  /** Every batch with unsettled records, the earliest deadline first. */
  get unsettled(): IntrusiveList<ProducerBatch> {
    return this.#unsettled
  }

  /** Whether any batch waits to be sent, with a leader or without. */
  get hasQueued(): boolean {
    return this.#queuedBatches > 0
  }

  /**
   * Appends one record to its partition's open batch; never waits and never sends.
   *
   * @returns the batch that it went to; null, and nothing done, when there is no memory
   */
  append(queue: PartitionQueue, record: PendingRecord): ProducerBatch | null {
    const { batchSizeBytes } = this.#options
    const batch = queue.open
    if (batch === null) return this.#appendToNew(queue, record)
    const { builder } = batch
    const bodySize = builder.bodySizeOfNext(record)
    if (builder.sizeInBytes + bodySize + LENGTH_FIELD_BYTES > batchSizeBytes) {
      this.#close(batch)
      return this.#appendToNew(queue, record)
    }
    const grown = builder.capacityFor(bodySize) - builder.capacity + record.overheadBytes
    if (!this.#budget.reserve(grown)) return null
    batch.memoryBytes += grown
    builder.append(record, bodySize)
    batch.note(record)
    if (record.deadlineMs !== FROM_NOW && record.deadlineMs < batch.deadlineMs) {
      this.#unsettled.remove(batch)
      this.#expectSettledBy(batch, record.deadlineMs)
    }
    return batch
  }

  /** Takes out what the next request to a broker carries; see {@link BatchDrain.drain}. */
  drain(broker: BrokerQueue, nowMs: number, into: ProducerBatch[]): boolean {
    const unfilled = this.#drain.drain(broker, nowMs, into)
    this.#queuedBatches -= into.length
    return unfilled
  }

  /** Puts a batch back for another attempt and holds its partition back until then. */
  reenqueue(batch: ProducerBatch, retryAtMs: number, nowMs: number): void {
    const queue = batch.queue
    queue.inFlight.remove(batch)
    queue.reenqueue(batch)
    this.#queuedBatches++
    // It does not outlive its deadline, and nothing behind it shall wait for what will not be.
    const untilMs = Math.min(retryAtMs, batch.deadlineMs)
    if (untilMs > queue.retryAtMs) {
      queue.retryAtMs = untilMs
      this.#retries.push(untilMs, queue)
    }
    this.refresh(queue, nowMs)
  }

  /** Puts the halves of a batch that came back in its place; they may go at once. */
  split(batch: ProducerBatch, nowMs: number): void {
    const { queue, deadlineMs } = batch
    batch.queue.inFlight.remove(batch)
    this.#unsettled.remove(batch)
    const parts = splitBatch(batch)
    this.#release(batch)
    this.#hold.acquire() // One batch more than before.
    for (const part of parts) {
      this.#budget.charge(part.memoryBytes)
      queue.reenqueue(part)
      this.#queuedBatches++
      this.#expectSettledBy(part, deadlineMs)
    }
    this.refresh(queue, nowMs)
  }

  /** Takes a batch off the wire for good and gives its memory back. */
  finishInFlight(batch: ProducerBatch, nowMs: number): void {
    batch.queue.inFlight.remove(batch)
    this.#release(batch)
    this.refresh(batch.queue, nowMs)
  }

  /** Takes a batch that is not on the wire out of its queue for good and gives its memory back. */
  finishQueued(batch: ProducerBatch, nowMs: number): void {
    batch.queue.removeQueued(batch)
    this.#queuedBatches--
    this.#release(batch)
    this.refresh(batch.queue, nowMs)
  }

  /** Forgets the deadline of a batch whose records have settled. */
  settled(batch: ProducerBatch): void {
    if (this.#lastPlaced === batch) this.#lastPlaced = null
    this.#unsettled.remove(batch)
    this.#hold.release()
  }

  /** The next batch that could not be compressed. */
  takeUncompressed(): FailedCompression | undefined {
    return this.#compression?.takeFailed()
  }

  /**
   * Makes everything of a partition due to fail for that reason, oldest first: with what is overdue, so that however much it
   * is, it fails a turn at a time.
   */
  giveUp(queue: PartitionQueue, reason: ProducerError, nowMs: number): void {
    const { inFlight, retrying, fresh } = queue
    const batches = [inFlight, retrying, fresh].flatMap((line) => line.toArray())
    for (const batch of batches.reverse()) {
      if (batch.settled) continue
      this.#unsettled.remove(batch)
      batch.deadlineMs = nowMs
      batch.hopeless = reason
      this.#unsettled.insertAfter(null, batch)
    }
    if (batches.length > 0) this.#wake()
  }

  /** Sorts a partition into the list of what its broker could send now. */
  refresh(queue: PartitionQueue, nowMs: number): void {
    const { enableIdempotence, maxInFlightRequests } = this.#options
    queue.topic.noteBacklog(queue)
    const alone = enableIdempotence && queue.sequences.isUnproven(nowMs)
    const sendable = queue.sendable(nowMs, alone ? 1 : maxInFlightRequests)
    const broker = queue.broker
    const list =
      broker === null || sendable === 'nothing'
        ? null
        : sendable === 'full'
          ? broker.full
          : broker.unfilled
    if (queue.list === list) return
    if (broker !== null && !broker.hasWaiting) broker.waitingSinceMs = nowMs
    queue.list?.remove(queue)
    if (broker === null || list === null) return
    list.push(queue)
    this.brokers.activate(broker)
  }

  /** Moves a partition to another leader, or to none (null). */
  setBroker(queue: PartitionQueue, broker: BrokerQueue | null, nowMs: number): void {
    if (queue.broker === broker) return
    const carrier = queue.inFlight.first?.sentTo ?? null
    if (carrier !== null && broker !== null && carrier !== broker) carrier.deposed = true
    this.brokers.setLeader(queue, broker, nowMs)
    // The backoff was to give the leader time that has another name now. Moves come no faster than answers.
    if (broker !== null) queue.retryAtMs = 0
    this.refresh(queue, nowMs)
  }

  /** Makes ready what has lingered or backed off long enough, and goes on compressing. */
  advance(nowMs: number): void {
    this.#compression?.beginTurn()
    for (let entry = this.#lingering.first; entry !== null; entry = this.#lingering.first) {
      const batch = entry.item
      if (this.#flushes === 0 && batch.createdAtMs + this.#options.lingerMs > nowMs) break
      this.#lingerNoMore(batch)
      this.refresh(batch.queue, nowMs)
    }
    for (let queue = this.#retries.popDue(nowMs); queue; queue = this.#retries.popDue(nowMs)) {
      this.refresh(queue, nowMs)
    }
  }

  /** When {@link advance} has something to do next; Infinity when nothing waits for time. */
  nextAdvanceAtMs(): number {
    const lingering = this.#lingering.first
    const lingeredAtMs =
      lingering === null
        ? Number.POSITIVE_INFINITY
        : lingering.item.createdAtMs + this.#options.lingerMs
    return Math.min(lingeredAtMs, this.#retries.nextAtMs)
  }

  /** While a flush runs, or callers wait for room, no batch lingers; each call is paired with {@link endFlush}. */
  beginFlush(): void {
    this.#flushes++
    this.#wake()
  }

  endFlush(): void {
    this.#flushes--
  }

  /** Ends appending to every open batch, so that what is sent from now on does not put off the end of a flush. */
  closeOpenBatches(): void {
    for (let entry = this.#open.first; entry !== null; entry = this.#open.first) {
      if (entry.item.open !== null) this.#close(entry.item.open)
    }
  }

  #appendToNew(queue: PartitionQueue, record: PendingRecord): ProducerBatch | null {
    const { batchSizeBytes, lingerMs, keepPromises } = this.#options
    const { keyLength, valueLength, headers, overheadBytes } = record
    const bodySize = recordBodySize(0, 0, keyLength, valueLength, headers)
    const expected = Math.ceil(queue.lastBatchBytes * 1.25) || FIRST_BATCH_BYTES
    const needed = RECORDS_AT + varintSize(bodySize) + bodySize
    const capacity = Math.max(Math.min(expected, batchSizeBytes), needed)
    if (!this.#budget.reserve(capacity + overheadBytes)) return null
    const builder = new RecordBatchBuilder(this.#buffers.take(capacity), batchSizeBytes)
    const ordinal = queue.nextOrdinal()
    const batch = new ProducerBatch(queue, builder, ordinal, this.#clock.now(), keepPromises)
    queue.topic.lastUsedAtMs = batch.createdAtMs
    batch.memoryBytes += overheadBytes
    batch.lingered = lingerMs === 0 || this.#flushes > 0
    builder.append(record, bodySize)
    batch.note(record)
    this.#enqueue(batch, record.deadlineMs)
    if (builder.sizeInBytes >= batchSizeBytes) this.#close(batch)
    return batch
  }

  #enqueue(batch: ProducerBatch, deadlineMs: number): void {
    const queue = batch.queue
    this.#hold.acquire()
    queue.fresh.add(batch)
    this.#queuedBatches++
    queue.open = batch
    this.#open.push(queue.openPlace)
    batch.settleBefore(this.flushPoints.current)
    const fromNow = batch.createdAtMs + this.#options.deliveryTimeoutMs
    this.#expectSettledBy(batch, deadlineMs === FROM_NOW ? fromNow : deadlineMs)
    if (!batch.lingered) {
      batch.lingering = new ListEntry(batch)
      this.#lingering.push(batch.lingering)
    }
    if (queue.broker === null) this.#onLeaderless()
    this.refresh(queue, batch.createdAtMs)
    this.#wake()
  }

  #expectSettledBy(batch: ProducerBatch, deadlineMs: number): void {
    batch.deadlineMs = deadlineMs
    this.#unsettled.insertAfter(lastDueBy(this.#unsettled, deadlineMs, this.#lastPlaced), batch)
    this.#lastPlaced = batch
  }

  #lingerNoMore(batch: ProducerBatch): void {
    batch.lingered = true
    if (batch.lingering !== null) this.#lingering.remove(batch.lingering)
    batch.lingering = null
  }

  #close(batch: ProducerBatch): void {
    this.#lingerNoMore(batch)
    batch.queue.closeOpen()
    this.refresh(batch.queue, this.#clock.now())
    this.#wake()
  }

  #release(batch: ProducerBatch): void {
    this.#lingerNoMore(batch)
    if (this.#compression?.abandon(batch)) return // A thread still reads it.
    this.#budget.release(batch.memoryBytes)
    batch.memoryBytes = 0
  }
}
