import type { ProducerIdentity } from './producer-identities.ts'

const SEQUENCE_LIMIT = 2 ** 31

/**
 * Sequence numbers of one topic-partition under one producer id and epoch. Assigned when a batch is drained, never before
 * and never twice (I1); they wrap from 2^31 − 1 to 0.
 */
export class PartitionSequences {
  #identity: ProducerIdentity | null = null
  #next = 0
  #lastAcknowledged = -1
  #broken = false

  /** The identity that this partition's batches are stamped with; null before the first batch and after {@link reset}. */
  get identity(): ProducerIdentity | null {
    return this.#identity
  }

  /** Whether a sequence was lost for good, so that the broker would refuse whatever comes next under this identity. */
  get broken(): boolean {
    return this.#broken
  }

  /**
   * Whether nothing was acknowledged under this identity yet. A broker takes any sequence from a producer that it does not
   * know, so a second batch could be stored although the first was refused: until then a batch goes alone.
   */
  get unproven(): boolean {
    return this.#lastAcknowledged === -1
  }

  /** Takes the numbers for a batch and returns the first. */
  assign(recordCount: number): number {
    const base = this.#next
    this.#next = (base + recordCount) % SEQUENCE_LIMIT
    return base
  }

  acknowledge(baseSequence: number, recordCount: number): void {
    this.#lastAcknowledged = (baseSequence + recordCount - 1) % SEQUENCE_LIMIT
  }

  /** Whether the broker should expect this sequence next: nothing older is unanswered. */
  isNext(baseSequence: number): boolean {
    return baseSequence === (this.#lastAcknowledged + 1) % SEQUENCE_LIMIT
  }

  markBroken(): void {
    this.#broken = true
  }

  /** Leaves the identity behind; the next batch begins at 0 under another. Only when nothing is in flight (I4). */
  reset(): void {
    this.#identity = null
    this.#next = 0
    this.#lastAcknowledged = -1
    this.#broken = false
  }

  /** Takes on an identity after {@link reset}. */
  begin(identity: ProducerIdentity): void {
    this.#identity = identity
  }
}
