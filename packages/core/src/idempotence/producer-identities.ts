import type { ProducerError } from '../errors/producer-error.ts'

/** What the brokers know an idempotent producer by. */
export interface ProducerIdentity {
  readonly producerId: bigint
  readonly producerEpoch: number
  /** Whether the brokers know of epochs that a producer raises by itself (KIP-360, Kafka 2.5). */
  readonly mayBump: boolean
}

/** The largest epoch (KIP-360); after it comes a new producer id. */
export const LAST_PRODUCER_EPOCH = 32_767

/**
 * The producer's identity: acquired from a broker once, then bumped here, without a request, whenever a partition has lost a
 * sequence for good (KIP-360). A bump is for the whole producer, but each partition switches to it on its own, once it has
 * nothing in flight under the old one (I4).
 */
export class ProducerIdentities {
  #current: ProducerIdentity | null = null
  #failure: ProducerError | null = null

  /** Why there is none yet: what the last request for one failed with; null when none has. */
  get failure(): ProducerError | null {
    return this.#failure
  }

  /** Null before the first id was acquired, when the epoch of one can rise no more, and after {@link abandon}. */
  get current(): ProducerIdentity | null {
    return this.#current
  }

  /** A producer id that a broker has just given. */
  adopt(identity: ProducerIdentity): void {
    this.#current = identity
    this.#failure = null
  }

  /** Notes why there is none. */
  noteFailure(failure: ProducerError): void {
    this.#failure = failure
  }

  /**
   * Makes sure that the current identity is newer than `used`: many partitions that lost a sequence under the same identity
   * share one bump.
   */
  retire(used: ProducerIdentity): void {
    if (this.#current === null || this.#current !== used) return
    this.#current =
      used.producerEpoch >= LAST_PRODUCER_EPOCH || !used.mayBump
        ? null
        : { ...used, producerEpoch: used.producerEpoch + 1 }
  }

  /**
   * Leaves a producer id that another producer uses under a later epoch. A bump could end in the very epoch of that one, where
   * brokers would take our first batch for a duplicate of its first and acknowledge what they never stored.
   */
  abandon(used: ProducerIdentity): void {
    if (this.#current?.producerId === used.producerId) this.#current = null
  }
}
