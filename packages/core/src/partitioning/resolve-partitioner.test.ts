import { describe, expect, it } from 'vitest'
import type { PartitionerInput } from './partitioner.ts'
import { resolvePartitioner } from './resolve-partitioner.ts'

const INPUT: PartitionerInput = {
  topic: 'orders',
  keyBytes: null,
  valueBytes: null,
  headers: [],
  partitionCount: 3,
  availablePartitions: [0, 1, 2],
}

describe('resolvePartitioner', () => {
  it("leaves 'default' to the accumulator", () => {
    expect(resolvePartitioner('default')).toBeNull()
  })

  it("gives every producer its own 'round-robin'", () => {
    const first = resolvePartitioner('round-robin')
    const second = resolvePartitioner('round-robin')

    expect([first?.partition(INPUT), first?.partition(INPUT), second?.partition(INPUT)]).toEqual([
      0, 1, 0,
    ])
  })

  it('takes a function as the whole partitioner', () => {
    const partitioner = resolvePartitioner((input: PartitionerInput) => input.partitionCount - 1)

    expect(partitioner?.partition(INPUT)).toBe(2)
  })

  it('takes an object with a partition function as it is', () => {
    const own = { partition: () => 1 }

    expect(resolvePartitioner(own)).toBe(own)
  })

  it.each([['murmur2'], [null], [{}], [{ partition: 1 }], [5]])('refuses %o', (option) => {
    expect(() => resolvePartitioner(option)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringMatching(/^Option partitioner is /),
      }),
    )
  })
})
