import { IntrusiveList } from '../accumulator/intrusive-list.ts'
import { TopicQueues } from '../accumulator/topic-queues.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { TopicMetadata } from '../metadata/cluster-metadata.ts'
import { StickyPartition } from '../partitioning/sticky-partition.ts'
import type { KeylessChoice } from './keyless-choice.ts'
import type { WaitingRecord } from './waiting-record.ts'

/** What a broker said when it was asked for a topic and could not tell its partitions. */
export interface TopicProblem {
  readonly code: number
  readonly name: string
  readonly retriable: boolean
}

/** One topic that records were sent to: its queues, and the records that wait until its partitions are known. */
export class TopicState {
  readonly name: string
  readonly queues: TopicQueues
  readonly sticky: StickyPartition
  /** What was last heard of it, while it was there. */
  metadata: TopicMetadata | null = null
  /** How many records and callers wait for something of it. */
  waiters = 0
  /** Whether its partitions are known. */
  known = false
  /** The last answer, while it is not known. */
  problem: TopicProblem | null = null
  /** Since when brokers say that there is no such topic, although there was. */
  missingSinceMs: number | null = null
  /** Since when it has fewer partitions than it had. */
  shrunkAtMs: number | null = null
  /** Why it was given up; who still holds it has nothing to hope for. */
  failure: ProducerError | null = null
  /** Records that wait for its partitions, in order. */
  readonly waiting = new IntrusiveList<WaitingRecord>()
  /** Records for a partition that metadata does not know; they wait for one refresh. */
  readonly waitingForPartition = new IntrusiveList<WaitingRecord>()

  constructor(name: string, batchSizeBytes: number, keylessChoice: KeylessChoice) {
    this.name = name
    this.queues = new TopicQueues(name)
    this.sticky = new StickyPartition(batchSizeBytes, () => keylessChoice.next(this.queues))
  }
}
