import type { Clock } from '../time/clock.ts'
import type { Logger } from './logger.ts'

const FIRST_INTERVAL_MS = 60_000
/** Also the silence after which it begins anew. */
const LONGEST_INTERVAL_MS = 600_000

/**
 * The log of one kind of event, in a handful of lines however often it happens: the first event is told at once, then one
 * after a minute, one after another two, and so on up to ten, each with the number of those before it that were not.
 * The rest goes to debug. After a silence of ten minutes it begins anew.
 */
export class LimitedLog {
  readonly #logger: Logger
  readonly #clock: Clock
  #intervalMs = FIRST_INTERVAL_MS
  #nextAtMs = Number.NEGATIVE_INFINITY
  #lastAtMs = Number.NEGATIVE_INFINITY
  #unreported = 0

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger
    this.#clock = clock
  }

  /** Events since the last one that was told. */
  get unreported(): number {
    return this.#unreported
  }

  /** @returns whether it was told, rather than left to debug */
  warn(message: string, fields: Readonly<Record<string, unknown>>): boolean {
    return this.#tell('warn', message, fields)
  }

  /** @returns whether it was told, rather than left to debug */
  error(message: string, fields: Readonly<Record<string, unknown>>): boolean {
    return this.#tell('error', message, fields)
  }

  #tell(
    level: 'warn' | 'error',
    message: string,
    fields: Readonly<Record<string, unknown>>,
  ): boolean {
    const nowMs = this.#clock.now()
    const quietMs = nowMs - this.#lastAtMs
    this.#lastAtMs = nowMs
    const unreported = this.#unreported
    if (nowMs < this.#nextAtMs) {
      this.#unreported++
      this.#logger.debug(message, { ...fields, unreported })
      return false
    }
    const doubled = Math.min(this.#intervalMs * 2, LONGEST_INTERVAL_MS)
    this.#intervalMs = quietMs >= LONGEST_INTERVAL_MS ? FIRST_INTERVAL_MS : doubled
    this.#nextAtMs = nowMs + this.#intervalMs
    this.#unreported = 0
    this.#logger[level](message, { ...fields, unreported })
    return true
  }
}
