import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { BrokerQueue } from '../accumulator/broker-queue.ts'
import { TopicQueues } from '../accumulator/topic-queues.ts'
import { KeylessChoice, type KeylessChoiceOptions } from './keyless-choice.ts'

const EVEN = { adaptivePartitioning: true, availabilityTimeoutMs: 0 }

function queuesOf(partitionCount: number, available: readonly number[]): TopicQueues {
  const queues = new TopicQueues('t')
  queues.queue(partitionCount - 1)
  queues.partitionCount = partitionCount
  queues.availablePartitions = available
  return queues
}

function choose(
  queues: TopicQueues,
  fraction: number,
  options: Pick<KeylessChoiceOptions, 'adaptivePartitioning' | 'availabilityTimeoutMs'> = EVEN,
  nowMs = 0,
): number {
  const clock = new ManualClock()
  clock.advance(nowMs)
  return new KeylessChoice({ ...options, clock, random: { next: () => fraction } }).next(queues)
}

/** Gives partitions a queue of that length, as batches would. */
function load(queues: TopicQueues, backlogs: readonly number[]): TopicQueues {
  for (const [partition, backlog] of backlogs.entries()) {
    queues.backlogs[partition] = backlog
    queues.backlog += backlog
  }
  return queues
}

describe('KeylessChoice', () => {
  it('spreads over the partitions that have a leader', () => {
    expect(choose(queuesOf(6, [1, 3, 5]), 0)).toBe(1)
    expect(choose(queuesOf(6, [1, 3, 5]), 0.999_999)).toBe(5)
  })

  it('spreads over all when none has a leader', () => {
    expect(choose(queuesOf(6, []), 0)).toBe(0)
    expect(choose(queuesOf(6, []), 0.999_999)).toBe(5)
  })

  it('prefers short queues, unless it is told not to', () => {
    const loaded = () => load(queuesOf(2, [0, 1]), [9, 0])

    expect(choose(loaded(), 0.2)).toBe(1)
    expect(choose(loaded(), 0.2, { ...EVEN, adaptivePartitioning: false })).toBe(0)
  })

  it.each([
    ['not yet', 100, 0],
    ['no more', 101, 1],
  ])('passes a broker that takes nothing over %s after %d ms', (_, nowMs, chosen) => {
    const queues = load(queuesOf(2, [0, 1]), [1, 1])
    const stuck = new BrokerQueue(1)
    stuck.full.push(queues.queue(0))
    queues.queue(0).broker = stuck
    queues.queue(1).broker = new BrokerQueue(2)

    expect(choose(queues, 0, { ...EVEN, availabilityTimeoutMs: 100 }, nowMs)).toBe(chosen)
    expect(choose(queues, 0, EVEN, nowMs)).toBe(0)
  })

  it('takes a broker that takes nothing where no other is left', () => {
    const queues = load(queuesOf(2, [0]), [1, 0])
    const stuck = new BrokerQueue(1)
    stuck.full.push(queues.queue(0))
    queues.queue(0).broker = stuck

    expect(choose(queues, 0.5, { ...EVEN, availabilityTimeoutMs: 100 }, 5_000)).toBe(0)
  })
})
