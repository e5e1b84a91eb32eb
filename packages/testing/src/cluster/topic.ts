import type { Partition } from './partition.ts'
import type { TopicConfig } from './topic-config.ts'

/** A topic; it is one and the same as long as its id is, whatever its name. */
export interface Topic {
  readonly name: string
  /** 22 characters of base64url, as Kafka shows it (KIP-516). */
  readonly id: string
  readonly partitions: Partition[]
  config: TopicConfig
}
