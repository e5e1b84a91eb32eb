import type { Logger } from '../diagnostics/logger.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import type { Clock, Timer } from '../time/clock.ts'
import type { ProducerIdentity } from './producer-identities.ts'

export interface IdentityAcquirerDependencies {
  readonly request: () => Promise<ProducerIdentity>
  readonly retryPolicy: RetryPolicy
  readonly clock: Clock
  readonly logger: Logger
  /** Whether anybody still waits for an id: if not, asking again is put off until somebody does. */
  readonly isWanted: () => boolean
  /** Told of every request that failed, also when another one follows. */
  readonly onFailed: (error: ProducerError) => void
  readonly onAcquired: (identity: ProducerIdentity) => void
  /** No broker will give an id without a change of rights or versions. */
  readonly onRefused: (error: ProducerError) => void
}

/** Gets a producer id, one request at a time, and asks again with backoff for as long as that may help. */
export class IdentityAcquirer {
  readonly #dependencies: IdentityAcquirerDependencies
  #busy = false
  #closed = false
  #attempt = 0
  #startedAtMs = 0
  #timer: Timer | null = null

  constructor(dependencies: IdentityAcquirerDependencies) {
    this.#dependencies = dependencies
  }

  /** Begins to acquire, unless that is already under way. */
  acquire(): void {
    if (this.#busy || this.#closed) return
    this.#busy = true
    this.#attempt = 0
    this.#startedAtMs = this.#dependencies.clock.now()
    this.#request()
  }

  close(): void {
    this.#closed = true
    this.#timer?.cancel()
  }

  #request(): void {
    this.#attempt++
    this.#dependencies.request().then(
      (identity) => this.#succeed(identity),
      (error: unknown) => this.#retry(error),
    )
  }

  #succeed(identity: ProducerIdentity): void {
    if (this.#closed) return
    this.#busy = false
    this.#dependencies.onAcquired(identity)
  }

  #retry(cause: unknown): void {
    if (this.#closed) return
    const { clock, logger, retryPolicy, isWanted, onFailed, onRefused } = this.#dependencies
    const error = asProducerError(cause)
    onFailed(error)
    if (!isWanted()) {
      this.#busy = false
      return
    }
    const elapsedMs = clock.now() - this.#startedAtMs
    const delayMs = error.retriable
      ? retryPolicy.delayMs({ attempt: this.#attempt, elapsedMs, error })
      : null
    if (delayMs === null) {
      this.#busy = false
      onRefused(error)
      return
    }
    logger.debug('A producer id will be asked for again', { error, delayMs })
    this.#timer = clock.setTimer(delayMs, () => this.#request())
  }
}

function asProducerError(cause: unknown): ProducerError {
  if (cause instanceof ProducerError) return cause
  return new ProducerError('BROKERS_UNREACHABLE', 'No producer id was given', {
    retriable: true,
    cause,
  })
}
