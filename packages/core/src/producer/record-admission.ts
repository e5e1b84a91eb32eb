import type { DeliveryReporter } from '../accumulator/delivery-reporter.ts'
import { Fifo } from '../accumulator/fifo.ts'
import type { FlushBarrier } from '../accumulator/flush-barrier.ts'
import { IntrusiveList } from '../accumulator/intrusive-list.ts'
import type { MemoryBudget } from '../accumulator/memory-budget.ts'
import type { PendingRecord } from '../accumulator/pending-record.ts'
import type { RecordAccumulator } from '../accumulator/record-accumulator.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { EncodedRecord } from '../record/encoded-record.ts'
import { decodeHeaders } from '../record-format/header-block.ts'
import type { RecordSource } from '../sender/record-source.ts'
import type { Clock } from '../time/clock.ts'
import type { ProcessHold } from '../time/process-hold.ts'
import type { PartitionChoice } from './partition-choice.ts'
import { abortedError, unknownPartitionError } from './refusals.ts'
import type { TopicState } from './topic-state.ts'
import { ANY_PARTITION, WaitingRecord } from './waiting-record.ts'

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
  /** Why a topic's partitions are not known, for records that waited for them in vain. */
  readonly explainUnknown: (topic: TopicState, waitedMs: number) => ProducerError
}

/**
 * Records that wait, in the order in which they came: for their topic's partitions, then for room. Bounded in bytes by
 * `maxWaitingBytes` and in time by `maxBlockMs`; leaving early costs the others nothing.
 */
export class RecordAdmission implements RecordSource {
  readonly #dependencies: RecordAdmissionDependencies
  /** Everybody in order of arrival, and so of the end of their wait; those in no list have left and are skipped. */
  readonly #arrivals = new Fifo<WaitingRecord>()
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
  wait(
    topic: TopicState,
    record: PendingRecord,
    partition: number,
    signal: AbortSignal | undefined,
  ): void {
    this.#enqueue(topic.known ? this.#forRoom : topic.waiting, topic, record, partition, signal)
    if (topic.known) this.#dependencies.wake()
  }

  /** The same for a record that names a partition which metadata does not know: it waits for one refresh. */
  waitForPartition(
    topic: TopicState,
    record: PendingRecord,
    partition: number,
    signal: AbortSignal | undefined,
  ): void {
    this.#enqueue(topic.waitingForPartition, topic, record, partition, signal)
    this.#dependencies.refreshMetadata()
  }

  /** Lets on the records that waited for a topic whose partitions are known now. */
  topicKnown(topic: TopicState): void {
    for (let waiting = topic.waiting.first; waiting !== null; waiting = topic.waiting.first) {
      topic.waiting.remove(waiting)
      this.#forRoom.push(waiting)
    }
    const { waitingForPartition } = topic
    for (let waiting = waitingForPartition.first; waiting !== null; ) {
      if (waiting.partition < topic.queues.partitionCount) {
        waitingForPartition.remove(waiting)
        this.#forRoom.push(waiting)
      } else this.#fail(waiting, unknownPartitionError(topic, waiting.partition))
      waiting = waitingForPartition.first
    }
    this.#dependencies.wake()
  }

  /** Fails the records that wait for a topic. */
  topicFailed(topic: TopicState, error: ProducerError): void {
    // A list of its own: an observer that sends again at once must not be failed by the same answer.
    const failed: WaitingRecord[] = []
    for (const list of [topic.waiting, topic.waitingForPartition]) {
      for (let waiting = list.first; waiting !== null; waiting = waiting.next) failed.push(waiting)
    }
    for (const waiting of failed) this.#fail(waiting, error)
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
    this.#dropLeft()
    return this.#arrivals.first?.waitUntilMs ?? Number.POSITIVE_INFINITY
  }

  /** Makes a flush wait for everybody who waits now. */
  addBarrier(barrier: FlushBarrier): void {
    this.#arrivals.forEach((waiting) => {
      if (waiting.list === null) return
      waiting.barriers.push(barrier)
      barrier.add()
    })
  }

  failAll(errorFor: (topic: string) => ProducerError): void {
    for (let waiting = this.#arrivals.shift(); waiting; waiting = this.#arrivals.shift()) {
      if (waiting.list !== null) this.#fail(waiting, errorFor(waiting.topic.name))
    }
  }

  #enqueue(
    list: IntrusiveList<WaitingRecord>,
    topic: TopicState,
    record: PendingRecord,
    partition: number,
    signal: AbortSignal | undefined,
  ): void {
    const { budget, clock, hold, maxBlockMs, deliveryTimeoutMs, wake } = this.#dependencies
    if (maxBlockMs === 0 || !budget.reserveWaiting(record.copyBytes)) {
      throw exhaustedError(topic, budget, maxBlockMs)
    }
    const nowMs = clock.now()
    const waitUntilMs = nowMs + Math.min(maxBlockMs, deliveryTimeoutMs)
    const own = record.detach(nowMs + deliveryTimeoutMs)
    const waiting = new WaitingRecord(topic, own, partition, waitUntilMs)
    hold.acquire()
    list.push(waiting)
    this.#arrivals.push(waiting)
    if (signal !== undefined) this.#listen(waiting, signal)
    wake() // The pass sets the timer for the end of the wait.
  }

  #listen(waiting: WaitingRecord, signal: AbortSignal): void {
    const abort = (): void => this.#fail(waiting, abortedError(waiting.topic.name, signal))
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
    let partition = waiting.partition
    try {
      if (partition === ANY_PARTITION) partition = choice.choose(topic, record)
    } catch (error) {
      this.#fail(waiting, error as ProducerError)
      return true
    }
    if (partition >= topic.queues.partitionCount) {
      this.#forRoom.remove(waiting)
      topic.waitingForPartition.push(waiting)
      this.#dependencies.refreshMetadata()
      return true
    }
    const queue = topic.queues.queue(partition)
    const batch = accumulator.append(queue, record)
    if (batch === null) return false
    if (record.key === null && waiting.partition === ANY_PARTITION) {
      topic.sticky.appended(record.copyBytes - record.overheadBytes, queue.open !== null)
    }
    for (const barrier of waiting.barriers) if (!batch.addBarrier(barrier)) barrier.countDown()
    this.#leave(waiting)
    return true
  }

  /** @returns how many it failed, at most `atMost` */
  #expire(nowMs: number, atMost: number): number {
    let failed = 0
    this.#dropLeft()
    for (let waiting = this.#arrivals.first; waiting; waiting = this.#arrivals.first) {
      if (waiting.waitUntilMs > nowMs || failed >= atMost) break
      failed++
      this.#fail(waiting, this.#expiryError(waiting))
      this.#dropLeft()
    }
    return failed
  }

  #expiryError(waiting: WaitingRecord): ProducerError {
    const { budget, maxBlockMs, deliveryTimeoutMs, explainUnknown } = this.#dependencies
    const waitedMs = Math.min(maxBlockMs, deliveryTimeoutMs)
    if (waiting.list === this.#forRoom) return exhaustedError(waiting.topic, budget, waitedMs)
    if (waiting.list === waiting.topic.waitingForPartition) {
      return unknownPartitionError(waiting.topic, waiting.partition)
    }
    return explainUnknown(waiting.topic, waitedMs)
  }

  #fail(waiting: WaitingRecord, error: ProducerError): void {
    const { target, detail, promise } = waiting.record
    const encoded = encodedRecord(waiting)
    this.#leave(waiting)
    this.#dependencies.reporter.fail(target, detail, promise, error, encoded)
    for (const barrier of waiting.barriers) barrier.countDown()
  }

  #leave(waiting: WaitingRecord): void {
    waiting.list?.remove(waiting)
    waiting.stopListening?.()
    this.#dependencies.budget.releaseWaiting(waiting.record.copyBytes)
    this.#dependencies.hold.release()
    waiting.record.clear()
  }

  // Those who have left stay in the order of arrival until they are its first; they hold no bytes any more.
  #dropLeft(): void {
    while (this.#arrivals.first?.list === null) this.#arrivals.shift()
  }
}

function exhaustedError(topic: TopicState, budget: MemoryBudget, waitedMs: number): ProducerError {
  return new ProducerError(
    'BUFFER_EXHAUSTED',
    `No room for a record of topic "${topic.name}" after ${waitedMs} ms: ${budget.bufferedBytes} of ${budget.bufferMemoryBytes} bytes are buffered and ${budget.waitingBytes} of ${budget.maxWaitingBytes} wait`,
    { retriable: true, topic: topic.name },
  )
}

function encodedRecord(waiting: WaitingRecord): EncodedRecord {
  const { key, value, headers, timestamp } = waiting.record
  return {
    topic: waiting.topic.name,
    partition: waiting.partition,
    key: key as Buffer | null,
    value: value as Buffer | null,
    headers: decodeHeaders(headers),
    timestamp,
  }
}
