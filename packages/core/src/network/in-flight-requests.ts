import type { RequestMessage } from '../diagnostics/producer-channels.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { Clock, Timer } from '../time/clock.ts'
import type { ResponseHandler } from './response-handler.ts'

/** A request that waits for its end: its answer, or, where none comes, that its bytes leave. */
export interface InFlightRequest<
  Handler extends Pick<ResponseHandler, 'onFailure'> = ResponseHandler,
> {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
  readonly sentAtMs: number
  readonly timeoutMs: number
  readonly handler: Handler
  /** What is told of it to tracers; null where none listened when it was sent. */
  readonly trace: RequestMessage | null
}

/**
 * The requests of one connection that wait for their end, in the order in which it comes to them, and the one timer that
 * watches over them.
 */
export class InFlightRequests<
  Handler extends Pick<ResponseHandler, 'onFailure'> = ResponseHandler,
> {
  readonly #clock: Clock
  readonly #onTimeout: (request: InFlightRequest<Handler>) => void
  /** A handful: the sender allows five per broker, and controls come one at a time. */
  #requests: InFlightRequest<Handler>[] = []
  #timer: Timer | null = null
  #timerDueAtMs = Number.POSITIVE_INFINITY
  #stopped = false

  /** @param onTimeout called when a request waited too long; the connection is then closed, so at most once. */
  constructor(clock: Clock, onTimeout: (request: InFlightRequest<Handler>) => void) {
    this.#clock = clock
    this.#onTimeout = onTimeout
  }

  get count(): number {
    return this.#requests.length
  }

  get oldest(): InFlightRequest<Handler> | undefined {
    return this.#requests[0]
  }

  add(request: InFlightRequest<Handler>): void {
    this.#requests.push(request)
    const deadlineMs = request.sentAtMs + request.timeoutMs
    // The timer is left running when a request is answered: it is set once per timeout, not once per request.
    if (deadlineMs < this.#timerDueAtMs) this.#setTimer(deadlineMs)
  }

  removeOldest(): void {
    this.#requests.shift()
  }

  /** Puts back what {@link InFlightRequests.removeOldest} took, to fail with the rest. */
  restoreOldest(request: InFlightRequest<Handler>): void {
    this.#requests.unshift(request)
  }

  /** No request times out any more. */
  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  /** Takes out all that wait, oldest first. */
  takeAll(): readonly InFlightRequest<Handler>[] {
    const taken = this.#requests
    this.#requests = []
    return taken
  }

  /** Fails all that wait, oldest first, and returns them. */
  failAll(error: ProducerError): readonly InFlightRequest<Handler>[] {
    const failed = this.takeAll()
    for (const request of failed) request.handler.onFailure(error)
    return failed
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
