import type { TopicQueues } from '../accumulator/topic-queues.ts'
import { leastLoadedPartition } from '../partitioning/least-loaded-partition.ts'
import type { Clock } from '../time/clock.ts'
import type { Random } from '../time/random.ts'

export interface KeylessChoiceOptions {
  readonly adaptivePartitioning: boolean
  readonly availabilityTimeoutMs: number
  readonly clock: Clock
  readonly random: Random
}

/**
 * Where the keyless records of a topic go next (KIP-794). Asked when they leave a partition, about once per batch, so it may look
 * at every partition of that one topic; it looks at none where nothing is queued.
 */
export class KeylessChoice {
  readonly #options: KeylessChoiceOptions

  constructor(options: KeylessChoiceOptions) {
    this.#options = options
  }

  /** A partition that has a leader, if any has. */
  next(queues: TopicQueues): number {
    const { adaptivePartitioning, random } = this.#options
    const fraction = random.next()
    const candidates = this.#reachable(queues)
    if (candidates.length === 0) return Math.floor(fraction * queues.partitionCount)
    if (adaptivePartitioning && queues.backlog > 0) {
      return leastLoadedPartition(candidates, queues.backlogs, fraction)
    }
    return candidates[Math.floor(fraction * candidates.length)] as number
  }

  /** Those with a leader, less those whose leader does not take what waits for it, unless no other is left. */
  #reachable(queues: TopicQueues): readonly number[] {
    const { availabilityTimeoutMs, clock } = this.#options
    const { availablePartitions } = queues
    if (availabilityTimeoutMs === 0 || queues.backlog === 0) return availablePartitions
    const nowMs = clock.now()
    const reachable = availablePartitions.filter((partition) => {
      const { broker } = queues.queue(partition)
      return broker === null || !broker.isStuck(nowMs, availabilityTimeoutMs)
    })
    return reachable.length > 0 ? reachable : availablePartitions
  }
}
