import type { MemoryBudget } from '../accumulator/memory-budget.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { Clock, Timer } from '../time/clock.ts'
import type { ProcessHold } from '../time/process-hold.ts'
import { checkWaitOptions } from './check-wait-options.ts'
import { abortedError, closedError } from './refusals.ts'
import type { SerializerPreparation } from './serializer-preparation.ts'
import type { TopicState } from './topic-state.ts'

/** How long a caller is ready to wait, and who may give up for it. @public */
export interface WaitOptions {
  /**
   * Milliseconds, 0 or more. Left out, `ready`, `partitionsFor` and `ensureTopics` wait for `maxBlockMs`, `flush` until the
   * records have settled, and `connect` until every address was tried once.
   */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
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
  end(error: ProducerError | null): void
}

/**
 * Callers that wait for a condition of the producer rather than with a record: `ready` for room and known topics,
 * `partitionsFor` for a topic. Looked at once per pass, and only while there are any.
 */
export class Readiness {
  readonly #budget: MemoryBudget
  readonly #clock: Clock
  readonly #hold: ProcessHold
  readonly #maxBlockMs: number
  readonly #explainUnknown: (topic: TopicState, waitedMs: number) => ProducerError
  readonly #hasQueue: () => boolean
  readonly #waiters = new Set<Waiter>()
  #closed = false

  constructor(
    budget: MemoryBudget,
    clock: Clock,
    hold: ProcessHold,
    maxBlockMs: number,
    explainUnknown: (topic: TopicState, waitedMs: number) => ProducerError,
    hasQueue: () => boolean,
  ) {
    this.#budget = budget
    this.#clock = clock
    this.#hold = hold
    this.#maxBlockMs = maxBlockMs
    this.#explainUnknown = explainUnknown
    this.#hasQueue = hasQueue
  }

  /** Resolves when all that is awaited is there. */
  async wait(awaited: AwaitedState, options: WaitOptions): Promise<void> {
    checkWaitOptions(options)
    const { signal, timeoutMs = this.#maxBlockMs } = options
    if (this.#closed) throw closedError()
    if (signal?.aborted) throw abortedError(undefined, signal)
    if (this.#isReady(awaited)) return
    await new Promise<void>((resolve, reject) => {
      this.#hold.acquire()
      let timer: Timer | null = null
      const abort = (): void => {
        if (signal !== undefined) waiter.end(abortedError(undefined, signal))
      }
      const waiter: Waiter = {
        awaited,
        end: (error) => {
          if (!this.#waiters.delete(waiter)) return
          for (const topic of awaited.topics) topic.waiters--
          timer?.cancel()
          signal?.removeEventListener('abort', abort)
          this.#hold.release()
          if (error === null) resolve()
          else reject(error)
        },
      }
      this.#waiters.add(waiter)
      for (const topic of awaited.topics) topic.waiters++
      timer = this.#clock.setTimer(timeoutMs, () => waiter.end(this.#expiry(waiter, timeoutMs)))
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  /** Ends the waits whose condition holds. */
  check(): void {
    for (const waiter of this.#waiters) {
      if (this.#isReady(waiter.awaited)) waiter.end(null)
    }
  }

  /** Ends the waits for a topic that will not come. */
  topicFailed(topic: TopicState, error: ProducerError): void {
    for (const waiter of this.#waiters) {
      if (waiter.awaited.topics.includes(topic)) waiter.end(error)
    }
  }

  /** Ends the waits for serializers that could not be prepared. */
  preparationFailed(preparation: SerializerPreparation, error: ProducerError): void {
    for (const waiter of this.#waiters) {
      if (waiter.awaited.preparation === preparation) waiter.end(error)
    }
  }

  /** Ends every wait, and refuses new ones. */
  close(): void {
    this.#closed = true
    for (const waiter of this.#waiters) waiter.end(closedError())
  }

  #isReady({ topics, preparation, needsRoom }: AwaitedState): boolean {
    if (needsRoom && (this.#hasQueue() || !this.#budget.hasRoom)) return false
    return (preparation === null || preparation.done) && topics.every((topic) => topic.known)
  }

  #expiry(waiter: Waiter, waitedMs: number): ProducerError {
    const unknown = waiter.awaited.topics.find((topic) => !topic.known)
    if (unknown !== undefined) return this.#explainUnknown(unknown, waitedMs)
    const { bufferedBytes, bufferMemoryBytes } = this.#budget
    return new ProducerError(
      'BUFFER_EXHAUSTED',
      `No room after ${waitedMs} ms: ${bufferedBytes} of ${bufferMemoryBytes} bytes are buffered`,
      { retriable: true },
    )
  }
}
