const USUAL_PARTITION_COUNT = 6

interface NullTopic {
  readonly partitionCount: number
  /** By partition; one that was never written to has none. */
  readonly nextOffsets: Map<number, number>
}

/** What a broker that stores nothing remembers: of each topic its partitions, and of each partition one number. */
export class NullTopics {
  readonly #topics = new Map<string, NullTopic>()

  /** One that exists stays as it is. */
  create(name: string, partitionCount: number): void {
    if (this.#topics.has(name)) return
    this.#topics.set(name, { partitionCount, nextOffsets: new Map() })
  }

  delete(name: string): void {
    this.#topics.delete(name)
  }

  /** Every topic exists: one that nobody created has six partitions. */
  partitionCountOf(name: string): number {
    return this.#topics.get(name)?.partitionCount ?? USUAL_PARTITION_COUNT
  }

  nextOffsetOf(name: string, partition: number): number {
    return this.#topics.get(name)?.nextOffsets.get(partition) ?? 0
  }

  /** Takes so many offsets of the partition and returns the first of them. */
  advance(name: string, partition: number, recordCount: number): number {
    this.create(name, USUAL_PARTITION_COUNT)
    const nextOffsets = this.#topics.get(name)?.nextOffsets
    const baseOffset = nextOffsets?.get(partition) ?? 0
    nextOffsets?.set(partition, baseOffset + recordCount)
    return baseOffset
  }
}
