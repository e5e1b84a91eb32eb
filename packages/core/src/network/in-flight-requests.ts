import type { ProducerError } from '../errors/producer-error.ts'
import type { Clock, Timer } from '../time/clock.ts'
import type { ResponseHandler } from './response-handler.ts'

/** A request that waits for its answer. */
export interface InFlightRequest {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
  readonly sentAtMs: number
  readonly timeoutMs: number
  readonly handler: ResponseHandler
}

/**
 * The requests of one connection that wait for an answer, in the order in which a broker answers them, and the one timer
 * that watches over them.
 */
export class InFlightRequests {
  readonly #clock: Clock
  readonly #onTimeout: (request: InFlightRequest) => void
  /** A handful: the sender allows five per broker, and controls come one at a time. */
  #requests: InFlightRequest[] = []
  #timer: Timer | null = null
  #timerDueAtMs = Number.POSITIVE_INFINITY
  #stopped = false

  /** @param onTimeout called when a request waited too long; the connection is then closed, so at most once. */
  constructor(clock: Clock, onTimeout: (request: InFlightRequest) => void) {
    this.#clock = clock
    this.#onTimeout = onTimeout
  }

  get count(): number {
    return this.#requests.length
  }

  get oldest(): InFlightRequest | undefined {
    return this.#requests[0]
  }

  add(request: InFlightRequest): void {
    this.#requests.push(request)
    const deadlineMs = request.sentAtMs + request.timeoutMs
    // The timer is left running when a request is answered: it is set once per timeout, not once per request.
    if (deadlineMs < this.#timerDueAtMs) this.#setTimer(deadlineMs)
  }

  removeOldest(): void {
    this.#requests.shift()
  }

  /** Puts back what {@link InFlightRequests.removeOldest} took, to fail with the rest. */
  restoreOldest(request: InFlightRequest): void {
    this.#requests.unshift(request)
  }

  /** No request times out any more. */
  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  /** Fails all that wait, oldest first. */
  failAll(error: ProducerError): void {
    const failed = this.#requests
    this.#requests = []
    for (const request of failed) request.handler.onFailure(error)
  }

  #setTimer(dueAtMs: number): void {
    this.#timer?.cancel()
    this.#timerDueAtMs = dueAtMs
    this.#timer = this.#clock.setTimer(Math.max(0, dueAtMs - this.#clock.now()), () => {
      this.#timer = null
      this.#timerDueAtMs = Number.POSITIVE_INFINITY
      this.#checkDeadlines()
    })
  }

  #checkDeadlines(): void {
    const next = this.#nextDeadlineMs()
    if (next > this.#clock.now()) {
      if (next !== Number.POSITIVE_INFINITY) this.#setTimer(next)
      return
    }
    // After a turn that was blocked for long, timers fire before sockets are read: the answer may already be here.
    this.#clock.scheduleTurn(() => this.#declareTimeout())
  }

  #declareTimeout(): void {
    if (this.#stopped) return
    const now = this.#clock.now()
    const late = this.#requests.find((request) => request.sentAtMs + request.timeoutMs <= now)
    if (late === undefined) this.#checkDeadlines()
    else this.#onTimeout(late)
  }

  #nextDeadlineMs(): number {
    let next = Number.POSITIVE_INFINITY
    for (const request of this.#requests) {
      next = Math.min(next, request.sentAtMs + request.timeoutMs)
    }
    return next
  }
}
