import type { ProducerError } from '../errors/producer-error.ts'
import type { Clock, Timer } from '../time/clock.ts'
import type { ProcessHold } from '../time/process-hold.ts'
import type { AbortListeners } from './abort-listeners.ts'
import { checkWaitOptions } from './check-wait-options.ts'
import type { WaitOptions } from './wait-options.ts'

export interface BoundedWaitDependencies {
  readonly clock: Clock
  readonly hold: ProcessHold
  readonly abortListeners: AbortListeners<Rejectable>
}

/** What a signal ends. */
export interface Rejectable {
  reject(error: unknown): void
}

/**
 * One caller's wait for something that is not a record. It keeps the process alive and ends once: when somebody has what is
 * waited for, when its time is over, or when the caller's signal gives it up.
 */
export class BoundedWait<Result> implements Rejectable {
  readonly promise: Promise<Result>
  readonly #hold: ProcessHold
  readonly #onEnd: () => void
  readonly #abortListeners: AbortListeners<Rejectable>
  readonly #signal: AbortSignal | undefined
  readonly #resolve: (result: Result) => void
  readonly #reject: (error: unknown) => void
  #timer: Timer | null = null
  #ended = false

  /**
   * @param expiry why it ends when its time is over; without `timeoutMs` it never is
   * @param onEnd called once, before the promise settles
   * @throws ProducerError `INVALID_OPTION`; `ABORTED` when the signal was aborted before
   */
  constructor(
    { clock, hold, abortListeners }: BoundedWaitDependencies,
    options: WaitOptions,
    expiry: (waitedMs: number) => ProducerError,
    onEnd: () => void = nothing,
  ) {
    checkWaitOptions(options)
    const { signal, timeoutMs } = options
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    this.promise = promise
    this.#resolve = resolve
    this.#reject = reject
    this.#hold = hold
    this.#onEnd = onEnd
    this.#abortListeners = abortListeners
    this.#signal = signal
    hold.acquire()
    if (timeoutMs !== undefined) {
      this.#timer = clock.setTimer(timeoutMs, () => this.reject(expiry(timeoutMs)))
    }
    if (signal !== undefined) abortListeners.listen(signal, this)
  }

  resolve(result: Result): void {
    if (this.#end()) this.#resolve(result)
  }

  reject(error: unknown): void {
    if (this.#end()) this.#reject(error)
  }

  #end(): boolean {
    if (this.#ended) return false
    this.#ended = true
    this.#timer?.cancel()
    if (this.#signal !== undefined) this.#abortListeners.ignore(this.#signal, this)
    this.#hold.release()
    this.#onEnd()
    return true
  }
}

function nothing(): void {}
