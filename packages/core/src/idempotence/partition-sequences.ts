import type { ProducerIdentity } from './producer-identities.ts'
import { sequenceAfter } from './sequence-after.ts'

/**
 * Milliseconds for which an acknowledgement proves that the broker knows the producer. Brokers forget one that has been quiet for
 * `producer.id.expiration.ms`, a day unless somebody configured less.
 */
const PROOF_HOLDS_MS = 30_000

/**
 * Sequence numbers of one topic-partition under one producer id and epoch. Assigned when a batch is drained, never before
 * and never twice (I1); they wrap from 2^31 − 1 to 0.
 */
export class PartitionSequences {
  #identity: ProducerIdentity | null = null
  #next = 0
  #provenUntilMs = Number.NEGATIVE_INFINITY
  #lastOffset = -1
  #broken = false

  /** The identity that this partition's batches are stamped with; null before the first batch and after {@link reset}. */
  get identity(): ProducerIdentity | null {
    return this.#identity
  }

  /** Whether a sequence was lost for good, so that the broker would refuse whatever comes next under this identity. */
  get broken(): boolean {
    return this.#broken
  }

  /** The highest offset that an acknowledgement under this identity told; −1 when none did. */
  get lastOffset(): number {
    return this.#lastOffset
  }

  /**
   * Whether nothing was acknowledged under this identity of late. A broker takes any sequence from a producer that it does not
   * know, or knows no more, so a second batch could be stored although the first was refused: until then a batch goes alone.
   */
  isUnproven(nowMs: number): boolean {
    return nowMs >= this.#provenUntilMs
  }

  /** Takes the numbers for a batch and returns the first. */
  assign(recordCount: number): number {
    const base = this.#next
    this.#next = sequenceAfter(base, recordCount)
    return base
  }

  /** @param lastOffset of the batch that was acknowledged; −1 when nobody told it */
  acknowledge(lastOffset: number, nowMs: number): void {
    this.#provenUntilMs = nowMs + PROOF_HOLDS_MS
    if (lastOffset > this.#lastOffset) this.#lastOffset = lastOffset
  }

  markBroken(): void {
    this.#broken = true
  }

  /** Leaves the identity behind; the next batch begins at 0 under another. Only when nothing is in flight (I4). */
  reset(): void {
    this.#identity = null
    this.#next = 0
    this.#provenUntilMs = Number.NEGATIVE_INFINITY
    this.#lastOffset = -1
    this.#broken = false
  }

  /** Takes on an identity after {@link reset}. */
  begin(identity: ProducerIdentity): void {
    this.#identity = identity
  }
}
