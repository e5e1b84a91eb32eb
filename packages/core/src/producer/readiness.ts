import type { MemoryBudget } from '../accumulator/memory-budget.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { BoundedWait, type BoundedWaitDependencies } from './bounded-wait.ts'
import { checkWaitOptions } from './check-wait-options.ts'
import { closedError } from './refusals.ts'
import type { SerializerPreparation } from './serializer-preparation.ts'
import type { TopicState } from './topic-state.ts'
import type { WaitOptions } from './wait-options.ts'

export interface ReadinessDependencies extends BoundedWaitDependencies {
  readonly budget: MemoryBudget
  readonly maxBlockMs: number
  readonly explainUnknown: (topic: TopicState, waitedMs: number) => ProducerError
  /** Whether records wait for room. */
  readonly hasQueue: () => boolean
}

/** What a caller waits for. */
export interface AwaitedState {
  /** All of them known. */
  readonly topics: readonly TopicState[]
  /** Done, if there is one. */
  readonly preparation: SerializerPreparation | null
  /** Whether there must be room for records. */
  readonly needsRoom: boolean
}

interface Waiter {
  readonly awaited: AwaitedState
  readonly wait: BoundedWait<void>
  /** How many of its topics are known, up to the first that is not; known they stay. */
  knownTopics: number
}

/** Topics and serializers: what becomes ready for everybody at once. */
type Awaited = TopicState | SerializerPreparation

/**
 * Callers that wait for a condition of the producer rather than with a record: `ready` for room and known topics,
 * `partitionsFor` for a topic. Each is looked at when something that it waits for is there, so that those who wait cost the
 * others nothing, however many they are.
 */
export class Readiness {
  readonly #dependencies: ReadinessDependencies
  readonly #waiters = new Set<Waiter>()
  readonly #byAwaited = new Map<Awaited, Set<Waiter>>()
  /** Those who have all else. */
  readonly #forRoom = new Set<Waiter>()
  #closed = false

  constructor(dependencies: ReadinessDependencies) {
    this.#dependencies = dependencies
  }

  /** Resolves when all that is awaited is there. */
  async wait(awaited: AwaitedState, options: WaitOptions): Promise<void> {
    checkWaitOptions(options)
    const { signal, timeoutMs = this.#dependencies.maxBlockMs } = options
    if (this.#closed) throw closedError()
    const { topics, preparation, needsRoom } = awaited
    const isPrepared = preparation === null || preparation.done
    if (isPrepared && topics.every(isKnown) && (!needsRoom || this.#hasRoom)) return
    const wait = new BoundedWait<void>(
      this.#dependencies,
      { signal, timeoutMs },
      (waitedMs) => this.#expiry(awaited, waitedMs),
      () => this.#leave(waiter),
    )
    const waiter: Waiter = { awaited, wait, knownTopics: 0 }
    this.#waiters.add(waiter)
    for (const topic of topics) topic.waiters++
    for (const each of awaitedBy(waiter)) this.#listenTo(each, waiter)
    this.#settleOrAwaitRoom(waiter)
    await wait.promise
  }

  /** Ends the waits for room, if there is some. */
  check(): void {
    if (this.#forRoom.size === 0 || !this.#hasRoom) return
    for (const { wait } of this.#forRoom) wait.resolve()
  }

  /** Lets on those who waited for a topic whose partitions are known now, or for serializers that are prepared. */
  arrived(awaited: Awaited): void {
    for (const waiter of this.#byAwaited.get(awaited) ?? NOBODY) this.#settleOrAwaitRoom(waiter)
  }

  /** Ends the waits for a topic that will not come, or for serializers that could not be prepared. */
  failed(awaited: Awaited, error: ProducerError): void {
    for (const { wait } of this.#byAwaited.get(awaited) ?? NOBODY) wait.reject(error)
  }

  /** Ends every wait, and refuses new ones. */
  close(): void {
    this.#closed = true
    for (const { wait } of this.#waiters) wait.reject(closedError())
  }

  get #hasRoom(): boolean {
    const { budget, hasQueue } = this.#dependencies
    return !hasQueue() && budget.hasRoom
  }

  #settleOrAwaitRoom(waiter: Waiter): void {
    const { topics, preparation, needsRoom } = waiter.awaited
    while (topics[waiter.knownTopics]?.known) waiter.knownTopics++
    if (waiter.knownTopics < topics.length || preparation?.done === false) return
    if (needsRoom && !this.#hasRoom) this.#forRoom.add(waiter)
    else waiter.wait.resolve()
  }

  #listenTo(awaited: Awaited, waiter: Waiter): void {
    const waiters = this.#byAwaited.get(awaited)
    if (waiters === undefined) this.#byAwaited.set(awaited, new Set([waiter]))
    else waiters.add(waiter)
  }

  #leave(waiter: Waiter): void {
    this.#waiters.delete(waiter)
    this.#forRoom.delete(waiter)
    for (const topic of waiter.awaited.topics) topic.waiters--
    for (const awaited of awaitedBy(waiter)) {
      const waiters = this.#byAwaited.get(awaited)
      waiters?.delete(waiter)
      if (waiters?.size === 0) this.#byAwaited.delete(awaited)
    }
  }

  #expiry({ topics }: AwaitedState, waitedMs: number): ProducerError {
    const { budget, explainUnknown } = this.#dependencies
    const unknown = topics.find((topic) => !topic.known)
    if (unknown !== undefined) return explainUnknown(unknown, waitedMs)
    const { bufferedBytes, bufferMemoryBytes } = budget
    return new ProducerError(
      'BUFFER_EXHAUSTED',
      `No room after ${waitedMs} ms: ${bufferedBytes} of ${bufferMemoryBytes} bytes are buffered`,
      { retriable: true },
    )
  }
}

const NOBODY: readonly Waiter[] = []

function isKnown(topic: TopicState): boolean {
  return topic.known
}

function awaitedBy({ awaited: { topics, preparation } }: Waiter): readonly Awaited[] {
  return preparation === null ? topics : [...topics, preparation]
}
