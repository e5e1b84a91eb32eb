import type { FlushBarrier } from '../accumulator/flush-barrier.ts'
import type { IntrusiveList, ListItem } from '../accumulator/intrusive-list.ts'
import type { PendingRecord } from '../accumulator/pending-record.ts'
import type { TopicState } from './topic-state.ts'

/** A partitioner is to choose, once the topic's partitions are known. */
export const ANY_PARTITION = -1

/**
 * A record that could not be appended in the turn of its call: its topic is not known yet, or there is no room. It is in one
 * list at a time, which says what it waits for; in none, it has been appended or has failed.
 */
export class WaitingRecord implements ListItem<WaitingRecord> {
  readonly topic: TopicState
  readonly record: PendingRecord
  /** The partition that was named or already chosen, or {@link ANY_PARTITION}. */
  readonly partition: number
  /** When the wait ends in failure. */
  readonly waitUntilMs: number
  readonly barriers: FlushBarrier[] = []
  /** Takes the listener off the caller's signal; null when there is none. */
  stopListening: (() => void) | null = null
  previous: WaitingRecord | null = null
  next: WaitingRecord | null = null
  list: IntrusiveList<WaitingRecord> | null = null

  constructor(topic: TopicState, record: PendingRecord, partition: number, waitUntilMs: number) {
    this.topic = topic
    this.record = record
    this.partition = partition
    this.waitUntilMs = waitUntilMs
  }
}
