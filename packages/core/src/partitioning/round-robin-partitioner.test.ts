import { describe, expect, it } from 'vitest'
import type { PartitionerInput } from './partitioner.ts'
import { roundRobin } from './round-robin-partitioner.ts'

function input(changes: Partial<PartitionerInput>): PartitionerInput {
  return {
    topic: 'orders',
    keyBytes: null,
    valueBytes: null,
    headers: [],
    partitionCount: 3,
    availablePartitions: [0, 1, 2],
    ...changes,
  }
}

describe('roundRobin', () => {
  it('takes the partitions in turn', () => {
    const partitioner = roundRobin()

    const partitions = Array.from({ length: 7 }, () => partitioner.partition(input({})))

    expect(partitions).toEqual([0, 1, 2, 0, 1, 2, 0])
  })

  it('looks at no key', () => {
    const partitioner = roundRobin()
    const keyBytes = Buffer.from('same')

    expect(partitioner.partition(input({ keyBytes }))).toBe(0)
    expect(partitioner.partition(input({ keyBytes }))).toBe(1)
  })

  it('counts each topic on its own, whatever it is called', () => {
    const partitioner = roundRobin()

    expect(partitioner.partition(input({ topic: '__proto__' }))).toBe(0)
    expect(partitioner.partition(input({ topic: 'constructor' }))).toBe(0)
    expect(partitioner.partition(input({ topic: '__proto__' }))).toBe(1)
  })

  it('passes over partitions without a leader', () => {
    const partitioner = roundRobin()

    const partitions = Array.from({ length: 4 }, () =>
      partitioner.partition(input({ partitionCount: 6, availablePartitions: [1, 4, 5] })),
    )

    expect(partitions).toEqual([1, 4, 5, 1])
  })

  it('takes all partitions while none has a leader', () => {
    const partitioner = roundRobin()

    const partitions = Array.from({ length: 4 }, () =>
      partitioner.partition(input({ availablePartitions: [] })),
    )

    expect(partitions).toEqual([0, 1, 2, 0])
  })
})
