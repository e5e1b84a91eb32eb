/**
 * Something that no correct client does and that a broker does not notice. A test that uses the cluster should find none.
 *
 * @public
 */
export interface Violation {
  /** `SEQUENCE_REUSED`: a batch came again under the same producer id, epoch and sequences, but with other bytes. */
  readonly kind: 'SEQUENCE_REUSED'
  readonly topic: string
  readonly partition: number
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly baseSequence: number
}
