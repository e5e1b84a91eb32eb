/** What every client sends to in this run. */
export interface BenchBroker {
  /** For the report: what it is, and its version where known. */
  readonly description: string
  readonly brokers: readonly string[]
  /** Makes an empty topic whose partitions all have a leader: each cell has its own, so that none inherits another's state. */
  createTopic(topic: string, partitionCount: number): Promise<void>
  /** How many records the topic holds, by its offsets. */
  storedCount(topic: string): Promise<number>
  /** Takes the topic and its bytes away again: a minute of benchmark writes gigabytes. */
  deleteTopic(topic: string): Promise<void>
  stop(): Promise<void>
}
