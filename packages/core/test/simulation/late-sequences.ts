import { PartitionSequences } from '../../src/idempotence/partition-sequences.ts'

/**
 * Has every partition begin at this sequence under an id that is new to the brokers, as after two thousand million records: a
 * broker takes any sequence from a producer that it does not know. Under a later epoch of the id it must be 0.
 *
 * @returns ends it
 */
export function beginSequencesAt(firstSequence: number): () => void {
  const { begin } = PartitionSequences.prototype
  if (firstSequence === 0) return () => {}
  PartitionSequences.prototype.begin = function (this: PartitionSequences, identity): void {
    begin.call(this, identity)
    if (identity.producerEpoch === 0) this.assign(firstSequence)
  }
  return () => {
    PartitionSequences.prototype.begin = begin
  }
}
