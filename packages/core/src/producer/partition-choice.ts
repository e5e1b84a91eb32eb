import { ANY_PARTITION, type PendingRecord } from '../accumulator/pending-record.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ignoreRejection } from '../errors/ignore-rejection.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { ResolvedPartitioner } from '../partitioning/resolve-partitioner.ts'
import { byteLengthOf } from '../serialization/byte-length-of.ts'
import type { SerializedForm } from '../serialization/serializer.ts'
import type { TopicState } from './topic-state.ts'

/**
 * Which partition a record goes to that does not name one: what the caller's partitioner says, or what its key says. Decided once
 * per record (I2).
 */
export class PartitionChoice {
  readonly #partitioner: ResolvedPartitioner

  constructor(partitioner: ResolvedPartitioner) {
    this.#partitioner = partitioner
  }

  /** Whether the caller's partitioner decides, which must be asked only once per record. */
  get isCustom(): boolean {
    return this.#partitioner.custom !== null
  }

  /** The partition of the record's key; {@link ANY_PARTITION} when it has none or its key does not decide. */
  byKey(topic: TopicState, { key, keyLength }: PendingRecord): number {
    const { byKey } = this.#partitioner
    if (key === null || byKey === null) return ANY_PARTITION
    return byKey.partition(key, keyLength, topic.queues.partitionCount)
  }

  /**
   * What the caller's partitioner says.
   *
   * @throws ProducerError `PARTITIONER_FAILED`; `INVALID_RECORD` when the record's bytes are not there any more
   */
  ask(topic: TopicState, record: PendingRecord): number {
    const { custom } = this.#partitioner
    if (custom === null) return ANY_PARTITION
    const { partitionCount, availablePartitions } = topic.queues
    let chosen: unknown
    try {
      chosen = custom.partition({
        topic: topic.name,
        keyBytes: bytesOf(record.key),
        valueBytes: bytesOf(record.value),
        headers: record.headers?.pairs() ?? [],
        partitionCount,
        availablePartitions,
      })
    } catch (cause) {
      const message = `The partitioner threw for a record of topic "${topic.name}"`
      throw new ProducerError('PARTITIONER_FAILED', message, { topic: topic.name, cause })
    }
    if (hasChanged(record.key, record.keyLength) || hasChanged(record.value, record.valueLength)) {
      const message = `The bytes of a record for topic "${topic.name}" changed their length while the partitioner had them`
      throw new ProducerError('INVALID_RECORD', message, { topic: topic.name })
    }
    if (
      Number.isInteger(chosen) &&
      (chosen as number) >= 0 &&
      (chosen as number) < partitionCount
    ) {
      return chosen as number
    }
    ignoreRejection(chosen)
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

// Text cannot change, and was measured before; to measure it again would cost as much as to write it.
function hasChanged(form: SerializedForm, length: number): boolean {
  return form !== null && typeof form !== 'string' && byteLengthOf(form) !== length
}
