import { IntrusiveList } from '../accumulator/intrusive-list.ts'
import type { MemoryBudget } from '../accumulator/memory-budget.ts'
import type { PendingRecord } from '../accumulator/pending-record.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { RecordSource } from '../sender/record-source.ts'
import type { RecordAppender } from './record-appender.ts'
import { exhaustedError, unknownPartitionError, unpreparedError } from './refusals.ts'
import { SharedErrors } from './shared-errors.ts'
import type { TopicState } from './topic-state.ts'
import type { WaitingRecord } from './waiting-record.ts'
import type { WaitingRecords } from './waiting-records.ts'

export interface RecordAdmissionDependencies {
  readonly accumulator: RecordAccumulator
  readonly appender: RecordAppender
  readonly waitingRecords: WaitingRecords
  readonly budget: MemoryBudget
  readonly wake: () => void
  readonly refreshMetadata: () => void
  /** How many metadata requests have left so far. */
  readonly metadataAsks: () => number
  /** Why a topic's partitions are not known, for records that waited for them in vain. */
  readonly explainUnknown: (topic: TopicState, waitedMs: number) => ProducerError
}

/**
 * So many times more records are let on in a turn than may settle in one. A caller that keeps a number of records unsettled sends one for
 * each that settles, and it waits behind those that wait: let on at the rate at which they come, they would never be fewer, and
 * every record would be copied for ever, at two to three times the cost.
 */
const LET_ON_FOR_SETTLED = 2

/**
 * Lets on the records that wait, in the order in which they came: for their topic's partitions, then for room. Bounded in bytes
 * by `maxWaitingBytes` and in time by `maxBlockMs`.
 */
export class RecordAdmission implements RecordSource {
  readonly #dependencies: RecordAdmissionDependencies
  readonly #forRoom = new IntrusiveList<WaitingRecord>()
  #pressing = false

  constructor(dependencies: RecordAdmissionDependencies) {
    this.#dependencies = dependencies
  }

  /** Whether a record of that topic must queue here, so that none overtakes another. */
  mustWait(topic: TopicState): boolean {
    return !topic.known || this.#forRoom.first !== null
  }

  /** How many records wait for room: none while those that came before are let on. */
  get waitingForRoom(): number {
    return this.#dependencies.waitingRecords.shortage.isNow ? this.#forRoom.length : 0
  }

  /** Whether somebody waits for room. */
  get hasQueue(): boolean {
    return this.#forRoom.first !== null
  }

  /**
   * Takes a copy of a record that has to wait for its topic, for its partition or for room.
   *
   * @throws ProducerError `BUFFER_EXHAUSTED` when no more may wait, or why it would have to where nobody may
   */
  wait(topic: TopicState, record: PendingRecord, signal: AbortSignal | undefined): void {
    const { waitingRecords } = this.#dependencies
    if (waitingRecords.maxWaitMs === 0) throw this.#refusal(topic, record)
    if (this.namesUnknownPartition(topic, record)) {
      this.#awaitPartition(waitingRecords.add(topic.waitingForPartition, topic, record, signal))
      return
    }
    const list = topic.known ? this.#forRoom : topic.waiting
    const { sinceMs } = waitingRecords.add(list, topic, record, signal)
    // The first of them has just been refused by the accumulator; those behind it may only wait for their turn.
    if (list === this.#forRoom && list.length === 1) waitingRecords.shortage.begin(sinceMs)
  }

  /** Lets on a record that has all it needs but its topic or room. */
  enter(waiting: WaitingRecord): void {
    const { waitingRecords, wake } = this.#dependencies
    const { topic } = waiting
    waitingRecords.move(waiting, topic.known ? this.#forRoom : topic.waiting)
    wake()
  }

  namesUnknownPartition(topic: TopicState, { partition }: PendingRecord): boolean {
    return topic.known && partition >= topic.queues.partitionCount
  }

  /** Refuses a record for a partition that metadata does not know, and asks for metadata, for the next one. */
  refusePartition(topic: TopicState, partition: number): ProducerError {
    this.#dependencies.refreshMetadata()
    return unknownPartitionError(topic, partition)
  }

  /**
   * Notes a record that would have had to wait and may not: `ready` then waits for as much room as it takes. Where memory was asked
   * for, that is what its batch would have begun with or grown by, which can be far more than the record: with less, `ready` would
   * come at once, the record be refused again, and so on without a turn for anybody else.
   */
  refused(topic: TopicState, record: PendingRecord): void {
    const { budget } = this.#dependencies
    const ownBytes = record.payloadBytes + record.overheadBytes
    budget.noteWanted(this.mustWait(topic) ? ownBytes : budget.refusedBytes)
  }

  /** Lets on the records that waited for a topic whose partitions are known now. */
  topicKnown(topic: TopicState): void {
    const { waitingRecords, wake } = this.#dependencies
    for (let waiting = topic.waiting.first; waiting !== null; waiting = topic.waiting.first) {
      waitingRecords.move(waiting, this.#forRoom)
    }
    wake()
  }

  /**
   * Lets on, or refuses, the records that wait for a partition of a topic.
   *
   * @param ask which request the answer is for: one that left before a record came says nothing about its partition
   */
  partitionsHeard(topic: TopicState, ask: number): void {
    const { waitingRecords, refreshMetadata } = this.#dependencies
    const known: WaitingRecord[] = []
    const errors = new SharedErrors(({ record }) => unknownPartitionError(topic, record.partition))
    for (const waiting of topic.waitingForPartition.toArray()) {
      if (waiting.record.partition < topic.queues.partitionCount) known.push(waiting)
      else if (ask > waiting.asksBefore) waitingRecords.doom(waiting, errors.for(waiting))
      else refreshMetadata()
    }
    waitingRecords.moveInOrder(known, this.#forRoom)
  }

  /** Fails the records that wait for a topic. */
  topicFailed(topic: TopicState, error: ProducerError): void {
    const { waitingRecords } = this.#dependencies
    waitingRecords.doomAll(topic.waiting, error)
    waitingRecords.doomAll(topic.waitingForPartition, error)
  }

  admit(nowMs: number, atMost: number): boolean {
    const { waitingRecords } = this.#dependencies
    const failed = waitingRecords.failDue(nowMs, atMost, this.#explain)
    let left = LET_ON_FOR_SETTLED * (atMost - failed)
    const { shortage } = waitingRecords
    for (let waiting = this.#forRoom.first; waiting !== null && left > 0; left--) {
      if (!this.#append(waiting)) {
        shortage.begin(nowMs)
        break
      }
      shortage.end(nowMs)
      waiting = this.#forRoom.first
    }
    this.#press()
    return left <= 0
  }

  nextDeadlineMs(): number {
    return this.#dependencies.waitingRecords.nextDeadlineMs()
  }

  #refusal(topic: TopicState, record: PendingRecord): ProducerError {
    if (!topic.known) return this.#dependencies.explainUnknown(topic, 0)
    if (record.partition < topic.queues.partitionCount) {
      return exhaustedError(topic, this.#dependencies.budget, 0)
    }
    return this.refusePartition(topic, record.partition)
  }

  #awaitPartition(waiting: WaitingRecord): void {
    waiting.asksBefore = this.#dependencies.metadataAsks()
    this.#dependencies.refreshMetadata()
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
    const { appender, waitingRecords } = this.#dependencies
    const { topic, record } = waiting
    if (topic.failure !== null) {
      waitingRecords.fail(waiting, topic.failure)
      return true
    }
    if (appender.showsRecords) waiting.lendFields()
    else waiting.readFields()
    try {
      appender.fixPartition(topic, record)
    } catch (error) {
      waitingRecords.fail(waiting, error as ProducerError)
      return true
    }
    if (waitingRecords.isGivenUp(waiting)) return true // The partitioner gave it up: it aborted the record's signal.
    const batch = appender.append(topic, record)
    if (batch !== null) {
      batch.settleBefore(waiting.flushPoint)
      waitingRecords.leave(waiting)
      waiting.flushPoint.leave()
      return true
    }
    if (!this.namesUnknownPartition(topic, record)) return false
    waitingRecords.move(waiting, topic.waitingForPartition)
    this.#awaitPartition(waiting)
    return true
  }

  /** Why a wait took too long. */
  readonly #explain = (waiting: WaitingRecord): ProducerError => {
    const { budget, waitingRecords, explainUnknown } = this.#dependencies
    const { topic, list, record } = waiting
    const waitedMs = waitingRecords.maxWaitMs
    if (list === this.#forRoom) return exhaustedError(topic, budget, waitedMs)
    if (list === topic.waitingForPartition) return unknownPartitionError(topic, record.partition)
    if (list === topic.waiting) return explainUnknown(topic, waitedMs)
    return unpreparedError(topic, waitedMs)
  }
}
