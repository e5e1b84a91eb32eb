import type { Logger } from '../diagnostics/logger.ts'
import type { Clock } from '../time/clock.ts'

/** Milliseconds between two warnings about one broker. */
const WARN_EVERY_MS = 30_000

/**
 * Says that a broker is in trouble and when it is over, in a handful of lines however often it fails: one warning in
 * 30 seconds, the rest at debug.
 */
export class OutageLog {
  readonly #logger: Logger
  readonly #clock: Clock
  readonly #broker: string
  #nextWarningAtMs = Number.NEGATIVE_INFINITY
  #unreported = 0
  #warned = false

  constructor(logger: Logger, clock: Clock, broker: string) {
    this.#logger = logger
    this.#clock = clock
    this.#broker = broker
  }

  failed(reason: string): void {
    const now = this.#clock.now()
    const fields = { broker: this.#broker, reason, unreported: this.#unreported }
    if (now < this.#nextWarningAtMs) {
      this.#unreported++
      this.#logger.debug('A broker failed', fields)
      return
    }
    this.#logger.warn('A broker failed', fields)
    this.#nextWarningAtMs = now + WARN_EVERY_MS
    this.#unreported = 0
    this.#warned = true
  }

  recovered(): void {
    const fields = { broker: this.#broker, unreported: this.#unreported }
    if (this.#warned) this.#logger.info('Connected to a broker again', fields)
    else this.#logger.debug('Connected to a broker', fields)
    this.#warned = false
  }
}
