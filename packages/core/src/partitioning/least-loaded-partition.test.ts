import { seededRandom } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { leastLoadedPartition } from './least-loaded-partition.ts'

function shares(candidates: readonly number[], backlogs: readonly number[], draws: number) {
  const random = seededRandom(7)
  const counts = new Map<number, number>()
  for (let draw = 0; draw < draws; draw++) {
    const partition = leastLoadedPartition(candidates, backlogs, random.next())
    counts.set(partition, (counts.get(partition) ?? 0) + 1)
  }
  return candidates.map((partition) => (counts.get(partition) ?? 0) / draws)
}

describe('leastLoadedPartition', () => {
  it('weighs each partition by the longest queue plus one, less its own', () => {
    const [first, second, third] = shares([0, 1, 2], [0, 3, 1], 60_000)

    expect(first).toBeCloseTo(4 / 8, 2)
    expect(second).toBeCloseTo(1 / 8, 2)
    expect(third).toBeCloseTo(3 / 8, 2)
  })

  it('is even where all queues are as long', () => {
    for (const share of shares([0, 1, 2, 3], [5, 5, 5, 5], 60_000)) {
      expect(share).toBeCloseTo(1 / 4, 2)
    }
  })

  it('looks at the candidates only', () => {
    expect(shares([1, 3], [9, 0, 9, 0], 10_000)[0]).toBeCloseTo(1 / 2, 1)
  })

  it('takes the first for the least chance and the last for the greatest', () => {
    expect(leastLoadedPartition([2, 4], [0, 0, 0, 0, 9], 0)).toBe(2)
    expect(leastLoadedPartition([2, 4], [0, 0, 0, 0, 9], 1 - Number.EPSILON / 2)).toBe(4)
  })
})
