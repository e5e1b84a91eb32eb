import { ANY_PARTITION, type PendingRecord } from '../accumulator/pending-record.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { murmur2, partitionForKey } from '../partitioning/murmur2.ts'
import type { Partitioner } from '../partitioning/partitioner.ts'
import { decodeHeaders } from '../record-format/header-block.ts'
import type { SerializedForm } from '../serialization/serializer.ts'
import type { TopicState } from './topic-state.ts'

const SCRATCH_BYTES = 512

/**
 * Which partition a record goes to that does not name one: the caller's partitioner, or by default the key's hash as in Java,
 * and the sticky partition for keyless records. Decided once per record (I2).
 */
export class PartitionChoice {
  readonly #partitioner: Partitioner | null
  #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES)

  constructor(partitioner: Partitioner | null) {
    this.#partitioner = partitioner
  }

  /** Whether the caller's partitioner decides, which must be asked only once per record. */
  get isCustom(): boolean {
    return this.#partitioner !== null
  }

  /** The partition of the record's key; {@link ANY_PARTITION} when it has none and any will do. */
  byKey(topic: TopicState, { key, keyLength }: PendingRecord): number {
    if (key === null) return ANY_PARTITION
    return partitionForKey(this.#hash(key, keyLength), topic.queues.partitionCount)
  }

  #hash(key: string | Uint8Array, keyLength: number): number {
    if (typeof key !== 'string') return murmur2(key, 0, keyLength)
    if (keyLength > this.#scratch.length) this.#scratch = Buffer.allocUnsafeSlow(keyLength * 2)
    this.#scratch.write(key, 0, keyLength)
    return murmur2(this.#scratch, 0, keyLength)
  }

  /**
   * What the caller's partitioner says.
   *
   * @throws ProducerError `PARTITIONER_FAILED`
   */
  ask(topic: TopicState, record: PendingRecord): number {
    const partitioner = this.#partitioner
    if (partitioner === null) return ANY_PARTITION
    const { partitionCount, availablePartitions } = topic.queues
    let chosen: unknown
    try {
      chosen = partitioner.partition({
        topic: topic.name,
        keyBytes: bytesOf(record.key),
        valueBytes: bytesOf(record.value),
        headers: decodeHeaders(record.headers),
        partitionCount,
        availablePartitions,
      })
    } catch (cause) {
      const message = `The partitioner threw for a record of topic "${topic.name}"`
      throw new ProducerError('PARTITIONER_FAILED', message, { topic: topic.name, cause })
    }
    if (
      Number.isInteger(chosen) &&
      (chosen as number) >= 0 &&
      (chosen as number) < partitionCount
    ) {
      return chosen as number
    }
    throw new ProducerError(
      'PARTITIONER_FAILED',
      `The partitioner chose ${describeValue(chosen)} for topic "${topic.name}", which has partitions 0 to ${partitionCount - 1}`,
      { topic: topic.name },
    )
  }
}

function bytesOf(form: SerializedForm): Uint8Array | null {
  return typeof form === 'string' ? Buffer.from(form, 'utf8') : form
}
