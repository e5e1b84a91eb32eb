import { describe, expect, it } from 'vitest'
import { TopicState } from './topic-state.ts'

function chosen(available: readonly number[], partitionCount: number, fraction: number): number {
  const { queues, sticky } = new TopicState('t', 1_000, { next: () => fraction })
  queues.partitionCount = partitionCount
  queues.availablePartitions = available
  return sticky.current(partitionCount)
}

describe('TopicState', () => {
  it('spreads keyless records over the partitions that have a leader', () => {
    expect(chosen([1, 3, 5], 6, 0)).toBe(1)
    expect(chosen([1, 3, 5], 6, 0.999_999)).toBe(5)
  })

  it('spreads them over all when none has a leader', () => {
    expect(chosen([], 6, 0)).toBe(0)
    expect(chosen([], 6, 0.999_999)).toBe(5)
  })
})
