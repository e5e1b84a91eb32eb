import { CopyPool } from '../accumulator/copy-pool.ts'
import type { DeliveryReporter } from '../accumulator/delivery-reporter.ts'
import { Fifo } from '../accumulator/fifo.ts'
import type { FlushPoints } from '../accumulator/flush-points.ts'
import { IntrusiveList, type ListEntry } from '../accumulator/intrusive-list.ts'
import type { MemoryBudget } from '../accumulator/memory-budget.ts'
import type { PendingRecord } from '../accumulator/pending-record.ts'
import type { DeliveryEvents } from '../diagnostics/delivery-events.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import { MAX_SETTLED_IN_TURN } from '../sender/max-settled-in-turn.ts'
import type { Clock } from '../time/clock.ts'
import type { ProcessHold } from '../time/process-hold.ts'
import { AbortListeners } from './abort-listeners.ts'
import { checkSignal } from './check-signal.ts'
import { abortedError, exhaustedError } from './refusals.ts'
import { RoomShortage } from './room-shortage.ts'
import { SharedErrors } from './shared-errors.ts'
import type { TopicState } from './topic-state.ts'
import { WaitingRecord } from './waiting-record.ts'

export interface WaitingRecordsDependencies {
  readonly budget: MemoryBudget
  readonly reporter: DeliveryReporter
  readonly events: DeliveryEvents
  readonly clock: Clock
  readonly hold: ProcessHold
  readonly flushPoints: FlushPoints
  readonly maxBlockMs: number
  readonly deliveryTimeoutMs: number
  readonly wake: () => void
  /** Nobody waits any more for a topic whose partitions never became known. */
  readonly onAbandoned: (topic: TopicState) => void
}

/**
 * Everybody who waits, whatever for, in order of arrival: what each is counted as, how long it may wait, and how its wait ends
 * other than well. Leaving early costs the others nothing.
 */
export class WaitingRecords {
  readonly shortage = new RoomShortage()
  readonly #dependencies: WaitingRecordsDependencies
  readonly #copies: CopyPool
  /** In order of arrival, and so of the end of their wait. */
  readonly #arrivals = new IntrusiveList<ListEntry<WaitingRecord>>()
  readonly #abortListeners = new AbortListeners<WaitingRecord>((records, signal) =>
    this.#abort(records, signal),
  )
  /** Those whose signals are aborted, and who have not failed yet. */
  readonly #aborted = new Fifo<AbortedRecords>()
  /** How many of them may fail before the next pass. */
  #abortsLeft = MAX_SETTLED_IN_TURN
  #nextNumber = 0
  /** Those that will fail, at the pace at which records settle. */
  readonly #doomed = new IntrusiveList<WaitingRecord>()

  constructor(dependencies: WaitingRecordsDependencies) {
    this.#dependencies = dependencies
    this.#copies = new CopyPool(dependencies.budget)
  }

  /** How long a record may wait at most. */
  get maxWaitMs(): number {
    const { maxBlockMs, deliveryTimeoutMs } = this.#dependencies
    return Math.min(maxBlockMs, deliveryTimeoutMs)
  }

  /**
   * Takes a copy of a record that waits from now on, in that list.
   *
   * @throws ProducerError `BUFFER_EXHAUSTED` when no more may wait
   */
  add(
    list: IntrusiveList<WaitingRecord>,
    topic: TopicState,
    record: PendingRecord,
    signal: AbortSignal | undefined,
  ): WaitingRecord {
    const { budget, clock, hold, flushPoints, deliveryTimeoutMs, wake } = this.#dependencies
    checkSignal(signal, topic.name)
    if (!budget.reserveWaiting(record.waitingBytes)) throw exhaustedError(topic, budget, 0)
    const bytes = this.#copyOf(record, record.waitingBytes)
    const nowMs = clock.now()
    const own = record.detach(nowMs + deliveryTimeoutMs)
    const waiting = new WaitingRecord(
      this.#nextNumber++,
      topic,
      own,
      nowMs,
      nowMs + this.maxWaitMs,
      flushPoints.current,
    )
    waiting.bytes = bytes
    waiting.shortageMs = this.shortage.totalMs(nowMs)
    hold.acquire()
    list.push(waiting)
    this.#arrivals.push(waiting.arrival)
    topic.waiters++
    if (signal !== undefined) {
      waiting.signal = signal
      this.#abortListeners.listen(signal, waiting)
    }
    wake() // The pass sets the timer for the end of the wait.
    return waiting
  }

  /** Ends the wait of a record in failure; one that has left already is not told again. */
  fail(waiting: WaitingRecord, error: ProducerError): void {
    if (waiting.list === null) return
    const { events, reporter } = this.#dependencies
    const { target, detail, promise } = waiting.record
    const encoded = reporter.observesErrors ? waiting.encoded() : null
    this.leave(waiting)
    events.recordRefused(waiting.topic.queues, waiting.topic.name, error)
    reporter.fail(target, detail, promise, error, encoded)
    waiting.flushPoint.leave()
  }

  /** Whether a record waits no more, because a function of its caller has just aborted its signal. */
  isGivenUp(waiting: WaitingRecord): boolean {
    const { signal, topic } = waiting
    if (signal?.aborted) this.fail(waiting, abortedError(topic.name, signal))
    return waiting.list === null
  }

  /** Lets a record wait for something else: what stands behind that list. */
  move(waiting: WaitingRecord, list: IntrusiveList<WaitingRecord>): void {
    this.#measure(waiting)
    waiting.list?.remove(waiting)
    list.push(waiting)
  }

  /**
   * Lets records of one topic wait for something else, each before those of its topic that came after it: they may go to the
   * same partition.
   */
  moveInOrder(records: readonly WaitingRecord[], list: IntrusiveList<WaitingRecord>): void {
    let previous: WaitingRecord | null = null
    for (const waiting of records.toSorted((one, other) => one.number - other.number)) {
      const { topic, number } = waiting
      let next: WaitingRecord | null = previous === null ? list.first : previous.next
      // All in one walk, however many they are: where one went in, the next one's place is behind it.
      while (next !== null && (next.topic !== topic || next.number < number)) {
        previous = next
        next = next.next
      }
      this.#measure(waiting)
      waiting.list?.remove(waiting)
      list.insertAfter(previous, waiting)
      previous = waiting
    }
  }

  /** Ends the wait of everybody in a list in failure: in order, and only so many in a turn. */
  doomAll(list: IntrusiveList<WaitingRecord>, error: ProducerError): void {
    for (let waiting = list.first; waiting !== null; waiting = list.first) this.doom(waiting, error)
  }

  doom(waiting: WaitingRecord, error: ProducerError): void {
    this.move(waiting, this.#doomed)
    waiting.doom = error
    this.#dependencies.wake()
  }

  /**
   * Fails those that will not get what they wait for, then those whose time is over.
   *
   * @param explain why a wait was in vain; asked once for all that waited for the same
   * @returns how many it failed, at most `atMost`
   */
  failDue(
    nowMs: number,
    atMost: number,
    explain: (waiting: WaitingRecord) => ProducerError,
  ): number {
    this.#abortsLeft = MAX_SETTLED_IN_TURN
    const aborted = this.#failAborted(atMost)
    const failed = aborted + this.#failDoomed(atMost - aborted)
    if (this.nextDeadlineMs() > nowMs) return failed
    const errors = new SharedErrors(explain)
    return (
      failed + this.#failWhile((waiting) => waiting.waitUntilMs <= nowMs, atMost - failed, errors)
    )
  }

  /** Fails those who wait, at most `atMost` of them, and returns how many it failed. */
  failAll(errorFor: (topic: string) => ProducerError, atMost: number): number {
    const errors = new SharedErrors(({ topic }) => errorFor(topic.name))
    const aborted = this.#failAborted(atMost)
    return aborted + this.#failWhile(() => true, atMost - aborted, errors)
  }

  nextDeadlineMs(): number {
    return this.#arrivals.first?.item.waitUntilMs ?? Number.POSITIVE_INFINITY
  }

  /**
   * Gives a record a copy of what it was serialized to, in place of what was counted for it until now.
   *
   * @throws ProducerError `BUFFER_EXHAUSTED` when there is no room for the copy; then nothing was done
   */
  replace(waiting: WaitingRecord, record: PendingRecord): void {
    const { budget } = this.#dependencies
    const addedBytes = record.waitingBytes - waiting.record.waitingBytes
    if (!budget.reserveWaiting(addedBytes)) throw exhaustedError(waiting.topic, budget, 0)
    const bytes = this.#copyOf(record, addedBytes)
    this.#measure(waiting)
    waiting.record = record.detach(waiting.record.deadlineMs)
    waiting.bytes = bytes
    waiting.unserialized = null
  }

  /** Lets a record wait for another state of its topic, where the one it came with was forgotten meanwhile. */
  moveTo(waiting: WaitingRecord, topic: TopicState): void {
    if (waiting.topic === topic) return
    waiting.topic.waiters--
    waiting.topic = topic
    topic.waiters++
  }

  /** Takes a record out of everything, however its wait has ended. */
  leave(waiting: WaitingRecord): void {
    if (waiting.arrival.list === null) return
    const { budget, hold, onAbandoned } = this.#dependencies
    const { topic } = waiting
    this.#measure(waiting)
    waiting.list?.remove(waiting)
    this.#arrivals.remove(waiting.arrival)
    topic.waiters--
    if (waiting.signal !== null) this.#abortListeners.ignore(waiting.signal, waiting)
    budget.releaseWaiting(waiting.record.waitingBytes)
    hold.release()
    waiting.record.clear()
    waiting.unserialized = null
    if (waiting.bytes !== null) this.#copies.giveBack(waiting.bytes)
    waiting.bytes = null
    if (!topic.known && topic.waiters === 0) onAbandoned(topic)
  }

  #failDoomed(atMost: number): number {
    let failed = 0
    for (let waiting = this.#doomed.first; waiting !== null; waiting = this.#doomed.first) {
      if (waiting.doom === null || failed >= atMost) break
      failed++
      this.fail(waiting, waiting.doom)
    }
    return failed
  }

  /** In order of arrival. */
  #failWhile(
    isDue: (waiting: WaitingRecord) => boolean,
    atMost: number,
    errors: SharedErrors,
  ): number {
    let failed = 0
    for (let entry = this.#arrivals.first; entry !== null; entry = this.#arrivals.first) {
      const { item } = entry
      if (failed >= atMost || !isDue(item)) break
      failed++
      item.unserialized?.preparation.giveUp(item.unserialized.attempt)
      this.fail(item, item.doom ?? errors.for(item))
    }
    return failed
  }

  /** What is counted for it is given back when bytes of a caller's own making cannot be copied. */
  #copyOf(record: PendingRecord, countedBytes: number): Buffer | null {
    try {
      return this.#copies.copy(record)
    } catch (thrown) {
      this.#dependencies.budget.releaseWaiting(countedBytes)
      throw thrown
    }
  }

  /** Adds what a record has waited in its list; with its serializers the producer has nothing to do. */
  #measure(waiting: WaitingRecord): void {
    const { clock, events } = this.#dependencies
    const { topic, list, sinceMs } = waiting
    const nowMs = clock.now()
    const shortageMs = this.shortage.totalMs(nowMs)
    const withoutRoomMs = shortageMs - waiting.shortageMs
    waiting.sinceMs = nowMs
    waiting.shortageMs = shortageMs
    if (waiting.unserialized !== null || list === this.#doomed) return
    if (list === topic.waiting || list === topic.waitingForPartition) {
      events.meters.metadataWaitMs += nowMs - sinceMs
    } else events.meters.roomWaitMs += withoutRoomMs
  }

  // As many at once as one turn may settle, so that a record given up alone is told at once. Nothing is let on before the rest.
  #abort(records: Iterable<WaitingRecord>, signal: AbortSignal): void {
    const errors = new SharedErrors(({ topic }) => abortedError(topic.name, signal))
    this.#aborted.push({ records: records[Symbol.iterator](), errors })
    this.#abortsLeft -= this.#failAborted(this.#abortsLeft)
    this.#dependencies.wake()
  }

  #failAborted(atMost: number): number {
    let failed = 0
    for (let some = this.#aborted.first; some !== undefined && failed < atMost; failed++) {
      const { done, value: waiting } = some.records.next()
      if (done) {
        this.#aborted.shift()
        some = this.#aborted.first
      } else this.fail(waiting, some.errors.for(waiting))
    }
    return failed
  }
}

/** Records that waited with one signal, which was aborted. */
interface AbortedRecords {
  readonly records: Iterator<WaitingRecord>
  readonly errors: SharedErrors
}
