import { LimitedLog } from '../diagnostics/limited-log.ts'
import type { Logger } from '../diagnostics/logger.ts'
import type { Clock } from '../time/clock.ts'

/** Says that a broker is in trouble and when it is over, in a handful of lines however often it fails. */
export class OutageLog {
  readonly #logger: Logger
  readonly #failures: LimitedLog
  readonly #broker: string
  #warned = false

  constructor(logger: Logger, clock: Clock, broker: string) {
    this.#logger = logger
    this.#failures = new LimitedLog(logger, clock)
    this.#broker = broker
  }

  failed(reason: string): void {
    if (this.#failures.warn('A broker failed', { broker: this.#broker, reason })) {
      this.#warned = true
    }
  }

  recovered(): void {
    const fields = { broker: this.#broker, unreported: this.#failures.unreported }
    if (this.#warned) this.#logger.info('Connected to a broker again', fields)
    else this.#logger.debug('Connected to a broker', fields)
    this.#warned = false
  }
}
