import { IntrusiveList } from '../accumulator/intrusive-list.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { TopicDefinition } from '../serialization/topic-definition.ts'
import type { WaitingRecord } from './waiting-record.ts'

export interface PreparationListener {
  /** The serializers can be asked now. Whoever waits for them is let on, then {@link SerializerPreparation.finish} called. */
  onPrepared(preparation: SerializerPreparation): void
  /** Nobody waits for it with a record any more. */
  onDone(preparation: SerializerPreparation): void
  onPreparationFailed(preparation: SerializerPreparation, error: ProducerError): void
}

/**
 * The `prepare` of one topic definition's serializers: begun by the first record, awaited once. After a failure the next
 * record begins it again.
 */
export class SerializerPreparation {
  /** Records that wait for it, in order. */
  readonly waiting = new IntrusiveList<WaitingRecord>()
  readonly #definition: TopicDefinition<unknown, unknown>
  readonly #listener: PreparationListener
  #state: 'needed' | 'running' | 'completing' | 'done' = 'needed'
  #attempts = 0

  constructor(definition: TopicDefinition<unknown, unknown>, listener: PreparationListener) {
    this.#definition = definition
    this.#listener = listener
  }

  get done(): boolean {
    return this.#state === 'done'
  }

  /** Counts attempts from 1; the last one is under way, or has ended. */
  get attempts(): number {
    return this.#attempts
  }

  /** Begins to prepare, unless that is under way. */
  start(): void {
    if (this.#state !== 'needed') return
    this.#state = 'running'
    const attempt = ++this.#attempts
    this.#prepare().then(
      () => {
        if (this.#state === 'completing' || this.#state === 'done') return
        this.#state = 'completing'
        this.#listener.onPrepared(this)
      },
      (cause: unknown) => {
        if (attempt !== this.#attempts || this.#state !== 'running') return
        this.#state = 'needed'
        this.#listener.onPreparationFailed(this, this.#failure(cause))
      },
    )
  }

  /** Nobody waits any more. Not before: a record that is sent meanwhile queues behind the others. */
  finish(): void {
    this.#state = 'done'
    this.#listener.onDone(this)
  }

  /** Expects nothing more of an attempt that takes too long; if it ends well after all, that counts. */
  giveUp(attempt: number): void {
    if (this.#state === 'running' && attempt === this.#attempts) this.#state = 'needed'
  }

  async #prepare(): Promise<void> {
    const { name, key, value } = this.#definition
    await key.prepare?.(name)
    await value.prepare?.(name)
  }

  #failure(cause: unknown): ProducerError {
    const { name } = this.#definition
    const reason = describeValue(cause instanceof Error ? cause.message : cause)
    const message = `The serializers of topic "${name}" could not be prepared: ${reason}`
    return new ProducerError('SERIALIZATION_FAILED', message, {
      retriable: true,
      topic: name,
      cause,
    })
  }
}
