import type { BrokerErrorName } from '@headwater/protocol'
import type { RecordBatchHeader } from './record-batch-header.ts'

/** How many attempts are remembered; the oldest are forgotten first. */
export const REMEMBERED_ATTEMPTS = 20_000
/** How many bytes of batches the remembered attempts keep in memory; again the oldest go first. */
export const REMEMBERED_ATTEMPT_BYTES = 16_777_216

/**
 * One batch of one Produce request, as a broker received it, and what it said.
 *
 * @public
 */
export interface ProduceAttempt {
  /** Monotonic milliseconds of the cluster's clock. */
  readonly time: number
  readonly node: number
  readonly connection: number
  readonly clientId: string | null
  readonly topic: string
  /** Empty where there is no such topic. */
  readonly topicId: string
  readonly partition: number
  /** As it came. */
  readonly header: RecordBatchHeader
  /** The batch; where it was appended, with the offset that it got. */
  readonly bytes: Buffer
  /** `appended`, `duplicate` (it was there already), or the error. */
  readonly verdict: 'appended' | 'duplicate' | BrokerErrorName
  /** Where its first record stands; −1 when it was refused. */
  readonly baseOffset: number
  /** What a fault rule did to the request, such as `applyThenDisconnect`. */
  readonly fault: string | undefined
  /** The partition's leader epoch when it came. */
  readonly leaderEpoch: number
  /** The leader that the answer named (KIP-951); −1 when it named none. */
  readonly hintedLeader: number
}

/** The last attempts of all clients, oldest first: what the judge tells a record's history from. */
export class ProduceJournal {
  #attempts: ProduceAttempt[] = []
  #bytes = 0

  get attempts(): readonly ProduceAttempt[] {
    return this.#attempts
  }

  add(attempt: ProduceAttempt): void {
    this.#attempts.push(attempt)
    this.#bytes += attempt.bytes.length
    if (this.#attempts.length > REMEMBERED_ATTEMPTS || this.#bytes > REMEMBERED_ATTEMPT_BYTES) {
      this.#forgetOlderHalf()
    }
  }

  // Half at once, so that the cost of cutting is spread over as many attempts.
  #forgetOlderHalf(): void {
    this.#attempts = this.#attempts.slice(Math.ceil(this.#attempts.length / 2))
    this.#bytes = this.#attempts.reduce((sum, { bytes }) => sum + bytes.length, 0)
  }
}
