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
}

/**
 * Callers that wait for a condition of the producer rather than with a record: `ready` for room and known topics,
 * `partitionsFor` for a topic. Looked at once per pass, and only while there are any.
 */
export class Readiness {
  readonly #dependencies: ReadinessDependencies
  readonly #waiters = new Set<Waiter>()
  #closed = false

  constructor(dependencies: ReadinessDependencies) {
    this.#dependencies = dependencies
  }

  /** Resolves when all that is awaited is there. */
  async wait(awaited: AwaitedState, options: WaitOptions): Promise<void> {
    checkWaitOptions(options)
    const { signal, timeoutMs = this.#dependencies.maxBlockMs } = options
    if (this.#closed) throw closedError()
    if (this.#isReady(awaited)) return
    for (const topic of awaited.topics) topic.waiters++
    const wait = new BoundedWait<void>(
      this.#dependencies,
      { signal, timeoutMs },
      (waitedMs) => this.#expiry(awaited, waitedMs),
      () => {
        this.#waiters.delete(waiter)
        for (const topic of awaited.topics) topic.waiters--
      },
    )
    const waiter: Waiter = { awaited, wait }
    this.#waiters.add(waiter)
    await wait.promise
  }

  /** Ends the waits whose condition holds. */
  check(): void {
    for (const { awaited, wait } of this.#waiters) {
      if (this.#isReady(awaited)) wait.resolve()
    }
  }

  /** Ends the waits for a topic that will not come. */
  topicFailed(topic: TopicState, error: ProducerError): void {
    for (const { awaited, wait } of this.#waiters) {
      if (awaited.topics.includes(topic)) wait.reject(error)
    }
  }

  /** Ends the waits for serializers that could not be prepared. */
  preparationFailed(preparation: SerializerPreparation, error: ProducerError): void {
    for (const { awaited, wait } of this.#waiters) {
      if (awaited.preparation === preparation) wait.reject(error)
    }
  }

  /** Ends every wait, and refuses new ones. */
  close(): void {
    this.#closed = true
    for (const { wait } of this.#waiters) wait.reject(closedError())
  }

  #isReady({ topics, preparation, needsRoom }: AwaitedState): boolean {
    const { budget, hasQueue } = this.#dependencies
    if (needsRoom && (hasQueue() || !budget.hasRoom)) return false
    return (preparation === null || preparation.done) && topics.every((topic) => topic.known)
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
