import type { BrokerQueue } from '../accumulator/broker-queue.ts'
import type { BrokerPool } from '../network/broker-pool.ts'

/** How long a broker may keep requests, in milliseconds, before somebody else is asked who leads. */
const SILENCE_MS = 2_000
/** How often it is asked while the silence lasts. */
const ASK_EVERY_MS = 1_000

export interface SilenceWatchDependencies {
  readonly pool: Pick<BrokerPool, 'connection'>
  readonly enableIdempotence: boolean
  readonly refreshMetadata: () => void
}

/**
 * Notices brokers that keep requests and answer nothing: frozen ones, whose connections stay open. The cluster sees it within
 * seconds and elects other leaders, long before a request times out; so metadata is asked for, and when others lead by then the
 * connection is closed. What was on it goes to the new leader under its old sequence, which tells whether it is stored already.
 */
export class SilenceWatch {
  readonly #dependencies: SilenceWatchDependencies
  #askAgainAtMs = 0

  constructor(dependencies: SilenceWatchDependencies) {
    this.#dependencies = dependencies
  }

  /** Looks after one broker, and returns when to look again: Infinity when it owes nothing. */
  look(broker: BrokerQueue, nowMs: number): number {
    if (broker.requestsInFlight === 0) return Number.POSITIVE_INFINITY
    const silentAtMs = broker.heardAtMs + SILENCE_MS
    if (nowMs < silentAtMs) return silentAtMs
    const { pool, enableIdempotence, refreshMetadata } = this.#dependencies
    if (broker.deposed && enableIdempotence) {
      pool.connection(broker.nodeId)?.close('it is silent, and other brokers lead its partitions')
      return Number.POSITIVE_INFINITY
    }
    if (nowMs >= this.#askAgainAtMs) {
      this.#askAgainAtMs = nowMs + ASK_EVERY_MS
      refreshMetadata()
    }
    return this.#askAgainAtMs
  }
}
