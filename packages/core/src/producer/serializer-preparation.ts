import { type MemoryBudget, PROMISE_OVERHEAD_BYTES } from '../accumulator/memory-budget.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { TopicDefinition } from '../serialization/topic-definition.ts'
import type { Clock } from '../time/clock.ts'
import type { ProcessHold } from '../time/process-hold.ts'

interface WaitingCall {
  run(): void
  fail(error: ProducerError): void
}

/**
 * Waits for the `prepare` of a topic's serializers, once; records that come meanwhile wait in order, as the caller's own
 * objects, since only the prepared serializer can copy them. After a failure the next record asks again.
 */
export class SerializerPreparation {
  readonly #definition: TopicDefinition<unknown, unknown>
  readonly #budget: MemoryBudget
  readonly #clock: Clock
  readonly #hold: ProcessHold
  readonly #maxBlockMs: number
  #calls: WaitingCall[] = []
  #running = false
  #done = false

  constructor(
    definition: TopicDefinition<unknown, unknown>,
    budget: MemoryBudget,
    clock: Clock,
    hold: ProcessHold,
    maxBlockMs: number,
  ) {
    this.#definition = definition
    this.#budget = budget
    this.#clock = clock
    this.#hold = hold
    this.#maxBlockMs = maxBlockMs
  }

  get done(): boolean {
    return this.#done
  }

  /** Runs the call when the serializers are prepared, behind those that came before it; fails it when they cannot be. */
  enqueue(call: WaitingCall): void {
    if (!this.#budget.reserveWaiting(PROMISE_OVERHEAD_BYTES)) {
      const message = `Too many records wait for the serializers of topic "${this.#definition.name}"`
      call.fail(new ProducerError('BUFFER_EXHAUSTED', message, { retriable: true }))
      return
    }
    this.#calls.push(call)
    this.#hold.acquire()
    this.start()
  }

  /** Resolves when the serializers are prepared and what waited for them was sent. */
  prepared(): Promise<void> {
    return new Promise((resolve, reject) => this.enqueue({ run: resolve, fail: reject }))
  }

  /** Begins to prepare, unless that is under way. */
  start(): void {
    if (this.#running || this.#done) return
    this.#running = true
    let timedOut = false
    const timer = this.#clock.setTimer(this.#maxBlockMs, () => {
      timedOut = true
      this.#fail(new Error(`prepare did not end within ${this.#maxBlockMs} ms`))
    })
    this.#prepare().then(
      () => {
        timer.cancel()
        if (!timedOut) this.#succeed()
      },
      (error: unknown) => {
        timer.cancel()
        if (!timedOut) this.#fail(error)
      },
    )
  }

  async #prepare(): Promise<void> {
    const { name, key, value } = this.#definition
    await key.prepare?.(name)
    await value.prepare?.(name)
  }

  // A call may send again: it queues behind the others, since this is done only when none is left.
  #succeed(): void {
    for (let index = 0; index < this.#calls.length; index++) {
      this.#release()
      this.#calls[index]?.run()
    }
    this.#calls = []
    this.#done = true
    this.#running = false
  }

  #fail(cause: unknown): void {
    const { name } = this.#definition
    const error = new ProducerError(
      'SERIALIZATION_FAILED',
      `The serializers of topic "${name}" could not be prepared: ${String(cause)}`,
      { retriable: true, topic: name, cause },
    )
    const calls = this.#calls
    this.#calls = []
    this.#running = false
    for (const call of calls) {
      this.#release()
      call.fail(error)
    }
  }

  #release(): void {
    this.#budget.releaseWaiting(PROMISE_OVERHEAD_BYTES)
    this.#hold.release()
  }
}
