/** What a group committed for one partition. */
export interface CommittedOffset {
  readonly offset: bigint
  /** -1 when the client did not say. */
  readonly leaderEpoch: number
  readonly metadata: string
}

/** The committed offsets of one group, by topic and partition, in the order of their first commit. */
export class CommittedOffsets {
  readonly #topics: Map<string, Map<number, CommittedOffset>>

  constructor() {
    this.#topics = new Map()
  }

  get isEmpty(): boolean {
    return this.#topics.size === 0
  }

  commit(topic: string, partition: number, committed: CommittedOffset): void {
    const partitions = this.#topics.get(topic) ?? new Map<number, CommittedOffset>()
    partitions.set(partition, committed)
    this.#topics.set(topic, partitions)
  }

  find(topic: string, partition: number): CommittedOffset | undefined {
    return this.#topics.get(topic)?.get(partition)
  }

  /** Every topic with its committed partitions. */
  all(): { topic: string; partitions: number[] }[] {
    return [...this.#topics].map(([topic, partitions]) => ({
      topic,
      partitions: [...partitions.keys()],
    }))
  }

  forgetTopic(topic: string): void {
    this.#topics.delete(topic)
  }
}
