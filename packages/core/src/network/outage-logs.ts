import type { Logger } from '../diagnostics/logger.ts'
import type { Clock } from '../time/clock.ts'
import { OutageLog } from './outage-log.ts'

/** Brokers that are remembered; a cluster that renames its brokers for ever must not fill the memory. */
const MAX_BROKERS = 1_000

/** The outage logs of all brokers. They outlive a broker's leaving the cluster, because one that flaps leaves it each time. */
export class OutageLogs {
  readonly #logger: Logger
  readonly #clock: Clock
  readonly #logs = new Map<string, OutageLog>()

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger
    this.#clock = clock
  }

  /** The log of a broker by its name; beyond {@link MAX_BROKERS} the one that came first is forgotten. */
  of(broker: string): OutageLog {
    const known = this.#logs.get(broker)
    if (known !== undefined) return known
    const [oldest] = this.#logs.keys()
    if (oldest !== undefined && this.#logs.size >= MAX_BROKERS) this.#logs.delete(oldest)
    const log = new OutageLog(this.#logger, this.#clock, broker)
    this.#logs.set(broker, log)
    return log
  }
}
