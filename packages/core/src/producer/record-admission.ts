import type { DeliveryReporter } from '../accumulator/delivery-reporter.ts'
import type { FlushBarrier } from '../accumulator/flush-barrier.ts'
import { IntrusiveList, type ListEntry } from '../accumulator/intrusive-list.ts'
import type { MemoryBudget } from '../accumulator/memory-budget.ts'
import { ANY_PARTITION, type PendingRecord } from '../accumulator/pending-record.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { EncodedRecord } from '../record/encoded-record.ts'
import { decodeHeaders } from '../record-format/header-block.ts'
import type { RecordSource } from '../sender/record-source.ts'
import type { Clock } from '../time/clock.ts'
import type { ProcessHold } from '../time/process-hold.ts'
import { checkWaitOptions } from './check-wait-options.ts'
import type { PartitionChoice } from './partition-choice.ts'
import { abortedError, unknownPartitionError } from './refusals.ts'
import type { SerializerPreparation } from './serializer-preparation.ts'
import type { TopicState } from './topic-state.ts'
import { type UnserializedRecord, WaitingRecord } from './waiting-record.ts'

export interface RecordAdmissionDependencies {
  readonly accumulator: RecordAccumulator
  readonly budget: MemoryBudget
  readonly choice: PartitionChoice
  readonly reporter: DeliveryReporter
  readonly clock: Clock
  readonly hold: ProcessHold
  readonly maxBlockMs: number
  readonly deliveryTimeoutMs: number
  readonly wake: () => void
  readonly refreshMetadata: () => void
  /** Nobody waits any more for a topic whose partitions never became known. */
  readonly onAbandoned: (topic: TopicState) => void
  /** How many metadata requests have left so far. */
  readonly metadataAsks: () => number
  /** Why a topic's partitions are not known, for records that waited for them in vain. */
  readonly explainUnknown: (topic: TopicState, waitedMs: number) => ProducerError
}

/**
 * Records that wait, in the order in which they came: for their serializers, their topic's partitions, then for room. Bounded in bytes by
 * `maxWaitingBytes` and in time by `maxBlockMs`; leaving early costs the others nothing.
 */
export class RecordAdmission implements RecordSource {
  readonly #dependencies: RecordAdmissionDependencies
  /** Everybody in order of arrival, and so of the end of their wait. */
  readonly #arrivals = new IntrusiveList<ListEntry<WaitingRecord>>()
  readonly #forRoom = new IntrusiveList<WaitingRecord>()
  #pressing = false

  constructor(dependencies: RecordAdmissionDependencies) {
    this.#dependencies = dependencies
  }

  /** Whether a record of that topic must queue here, so that none overtakes another. */
  mustWait(topic: TopicState): boolean {
    return !topic.known || this.#forRoom.first !== null
  }

  /**
   * Takes a copy of a record that has to wait for its topic or for room.
   *
   * @throws ProducerError `BUFFER_EXHAUSTED` when no more may wait
   */
  wait(topic: TopicState, record: PendingRecord, signal: AbortSignal | undefined): void {
    if (topic.known && record.partition >= topic.queues.partitionCount) {
      this.#awaitPartition(this.#enqueue(null, topic, record, signal))
    } else this.#enqueue(topic.known ? this.#forRoom : topic.waiting, topic, record, signal)
  }

  /** The same for a record whose serializers are not prepared: it is kept as the caller gave it. */
  waitForSerializers(
    topic: TopicState,
    unserialized: UnserializedRecord,
    record: PendingRecord,
    signal: AbortSignal | undefined,
  ): void {
    const { waiting: list } = unserialized.preparation
    const waiting = this.#enqueue(list, topic, record, signal)
    waiting.unserialized = unserialized
  }

  /** Whether somebody waits for room. */
  get hasQueue(): boolean {
    return this.#forRoom.first !== null
  }

  /** Refuses a record for a partition that metadata does not know, and asks for metadata, for the next one. */
  refusePartition(topic: TopicState, partition: number): ProducerError {
    this.#dependencies.refreshMetadata()
    return unknownPartitionError(topic, partition)
  }

  /** Notes a record that would have had to wait and may not: `ready` then waits for as much room as it takes. */
  refused(record: PendingRecord): void {
    this.#dependencies.budget.noteRefused(record.copyBytes)
  }

  /** Lets on a record that was serialized at last. */
  serialized(waiting: WaitingRecord, record: PendingRecord): void {
    if (waiting.list === null) return // Its caller gave it up while it was serialized.
    const { topic } = waiting
    const { budget } = this.#dependencies
    if (!budget.reserveWaiting(record.copyBytes - waiting.record.copyBytes)) {
      this.fail(waiting, exhaustedError(topic, budget, 0))
      return
    }
    waiting.record = record
    waiting.unserialized = null
    waiting.list?.remove(waiting)
    if (topic.known) this.#forRoom.push(waiting)
    else topic.waiting.push(waiting)
    this.#dependencies.wake()
  }

  /** Fails the records that wait for serializers. */
  preparationFailed(preparation: SerializerPreparation, error: ProducerError): void {
    for (const waiting of preparation.waiting.toArray()) this.fail(waiting, error)
  }

  /** Lets on the records that waited for a topic whose partitions are known now. */
  topicKnown(topic: TopicState): void {
    for (let waiting = topic.waiting.first; waiting !== null; waiting = topic.waiting.first) {
      topic.waiting.remove(waiting)
      this.#forRoom.push(waiting)
    }
    this.#dependencies.wake()
  }

  /**
   * Lets on, or refuses, the records that wait for a partition of a topic.
   *
   * @param ask which request the answer is for: one that left before a record came says nothing about its partition
   */
  partitionsHeard(topic: TopicState, ask: number): void {
    for (const waiting of topic.waitingForPartition.toArray()) {
      if (waiting.record.partition < topic.queues.partitionCount) {
        topic.waitingForPartition.remove(waiting)
        this.#forRoom.push(waiting)
      } else if (ask > waiting.asksBefore) {
        this.fail(waiting, unknownPartitionError(topic, waiting.record.partition))
      } else this.#dependencies.refreshMetadata()
    }
  }

  /** Fails the records that wait for a topic. */
  topicFailed(topic: TopicState, error: ProducerError): void {
    for (const waiting of topic.waiting.toArray()) this.fail(waiting, error)
    for (const waiting of topic.waitingForPartition.toArray()) this.fail(waiting, error)
  }

  /** Ends the wait of a record in failure; one that has left already is not told again. */
  fail(waiting: WaitingRecord, error: ProducerError): void {
    if (waiting.list === null) return
    const { target, detail, promise } = waiting.record
    const encoded = encodedRecord(waiting)
    this.#leave(waiting)
    this.#dependencies.reporter.fail(target, detail, promise, error, encoded)
    for (const barrier of waiting.barriers) barrier.countDown()
  }

  admit(nowMs: number, atMost: number): boolean {
    let left = atMost - this.#expire(nowMs, atMost)
    for (let waiting = this.#forRoom.first; waiting !== null && left > 0; left--) {
      if (!this.#append(waiting)) break
      waiting = this.#forRoom.first
    }
    this.#press()
    return left <= 0
  }

  nextDeadlineMs(): number {
    return this.#arrivals.first?.item.waitUntilMs ?? Number.POSITIVE_INFINITY
  }

  /** Makes a flush wait for everybody who waits now. */
  addBarrier(barrier: FlushBarrier): void {
    for (let entry = this.#arrivals.first; entry !== null; entry = entry.next) {
      entry.item.addBarrier(barrier)
      barrier.add()
    }
  }

  /** Fails those who wait, at most `atMost` of them, and returns how many it failed. */
  failAll(errorFor: (topic: string) => ProducerError, atMost: number): number {
    let failed = 0
    for (let entry = this.#arrivals.first; entry !== null && failed < atMost; failed++) {
      this.fail(entry.item, errorFor(entry.item.topic.name))
      entry = this.#arrivals.first
    }
    return failed
  }

  #awaitPartition(waiting: WaitingRecord): void {
    waiting.topic.waitingForPartition.push(waiting)
    waiting.asksBefore = this.#dependencies.metadataAsks()
    this.#dependencies.refreshMetadata()
  }

  #enqueue(
    list: IntrusiveList<WaitingRecord> | null,
    topic: TopicState,
    record: PendingRecord,
    signal: AbortSignal | undefined,
  ): WaitingRecord {
    const { budget, clock, hold, maxBlockMs, deliveryTimeoutMs, wake } = this.#dependencies
    checkWaitOptions({ signal })
    if (maxBlockMs === 0 && !topic.known) throw this.#dependencies.explainUnknown(topic, 0)
    if (maxBlockMs === 0 && list === null) {
      this.#dependencies.refreshMetadata()
      throw unknownPartitionError(topic, record.partition)
    }
    if (maxBlockMs === 0 || !budget.reserveWaiting(record.copyBytes)) {
      throw exhaustedError(topic, budget, 0)
    }
    const nowMs = clock.now()
    const waitUntilMs = nowMs + Math.min(maxBlockMs, deliveryTimeoutMs)
    const own = record.detach(nowMs + deliveryTimeoutMs)
    const waiting = new WaitingRecord(topic, own, waitUntilMs)
    hold.acquire()
    list?.push(waiting)
    this.#arrivals.push(waiting.arrival)
    topic.waiters++
    if (signal !== undefined) this.#listen(waiting, signal)
    wake() // The pass sets the timer for the end of the wait.
    return waiting
  }

  #listen(waiting: WaitingRecord, signal: AbortSignal): void {
    const abort = (): void => this.fail(waiting, abortedError(waiting.topic.name, signal))
    signal.addEventListener('abort', abort, { once: true })
    waiting.stopListening = () => signal.removeEventListener('abort', abort)
  }

  // While somebody waits for room, batches do not linger: only sending them makes room.
  #press(): void {
    const isFull = this.#forRoom.first !== null
    if (isFull === this.#pressing) return
    this.#pressing = isFull
    if (isFull) this.#dependencies.accumulator.beginFlush()
    else this.#dependencies.accumulator.endFlush()
  }

  /** @returns false when there is no room yet */
  #append(waiting: WaitingRecord): boolean {
    const { accumulator, choice } = this.#dependencies
    const { topic, record } = waiting
    const isFree = record.partition === ANY_PARTITION
    let { partition } = record
    try {
      if (isFree) partition = choice.choose(topic, record)
      if (choice.isCustom) record.partition = partition // It is asked once per record (I2).
    } catch (error) {
      this.fail(waiting, error as ProducerError)
      return true
    }
    if (waiting.list === null) return true // The partitioner gave it up: it aborted the record's signal.
    if (partition >= topic.queues.partitionCount) {
      this.#forRoom.remove(waiting)
      this.#awaitPartition(waiting)
      return true
    }
    const queue = topic.queues.queue(partition)
    const batch = accumulator.append(queue, record)
    if (batch === null) return false
    if (record.key === null && isFree) {
      topic.sticky.appended(record.copyBytes - record.overheadBytes, queue.open !== null)
    }
    for (const barrier of waiting.barriers) if (!batch.addBarrier(barrier)) barrier.countDown()
    this.#leave(waiting)
    return true
  }

  /** @returns how many it failed, at most `atMost` */
  #expire(nowMs: number, atMost: number): number {
    let failed = 0
    for (let entry = this.#arrivals.first; entry !== null; entry = this.#arrivals.first) {
      if (entry.item.waitUntilMs > nowMs || failed >= atMost) break
      failed++
      const { unserialized } = entry.item
      unserialized?.preparation.giveUp(unserialized.attempt)
      this.fail(entry.item, this.#expiryError(entry.item))
    }
    return failed
  }

  #expiryError(waiting: WaitingRecord): ProducerError {
    const { budget, maxBlockMs, deliveryTimeoutMs, explainUnknown } = this.#dependencies
    const { topic, list, record } = waiting
    const waitedMs = Math.min(maxBlockMs, deliveryTimeoutMs)
    if (list === this.#forRoom) return exhaustedError(topic, budget, waitedMs)
    if (list === topic.waitingForPartition) return unknownPartitionError(topic, record.partition)
    if (list === topic.waiting) return explainUnknown(topic, waitedMs)
    return unpreparedError(topic, waitedMs)
  }

  #leave(waiting: WaitingRecord): void {
    if (waiting.arrival.list === null) return
    waiting.list?.remove(waiting)
    this.#arrivals.remove(waiting.arrival)
    waiting.topic.waiters--
    waiting.stopListening?.()
    this.#dependencies.budget.releaseWaiting(waiting.record.copyBytes)
    this.#dependencies.hold.release()
    waiting.record.clear()
    waiting.unserialized = null
    if (!waiting.topic.known && waiting.topic.waiters === 0) {
      this.#dependencies.onAbandoned(waiting.topic)
    }
  }
}

function exhaustedError(topic: TopicState, budget: MemoryBudget, waitedMs: number): ProducerError {
  return new ProducerError(
    'BUFFER_EXHAUSTED',
    `No room for a record of topic "${topic.name}"${waitedMs > 0 ? ` within ${waitedMs} ms` : ''}: ${budget.bufferedBytes} of ${budget.bufferMemoryBytes} bytes are buffered and ${budget.waitingBytes} of ${budget.maxWaitingBytes} wait`,
    { retriable: true, topic: topic.name },
  )
}

function unpreparedError(topic: TopicState, waitedMs: number): ProducerError {
  return new ProducerError(
    'SERIALIZATION_FAILED',
    `The serializers of topic "${topic.name}" were not prepared within ${waitedMs} ms`,
    { retriable: true, topic: topic.name },
  )
}

/** Null for a record that was never serialized. */
function encodedRecord(waiting: WaitingRecord): EncodedRecord | null {
  if (waiting.unserialized !== null) return null
  const { key, value, headers, timestamp, partition } = waiting.record
  return {
    topic: waiting.topic.name,
    partition,
    key: key as Buffer | null,
    value: value as Buffer | null,
    headers: decodeHeaders(headers),
    timestamp,
  }
}
