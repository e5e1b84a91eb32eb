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
  it.each([
    ['default', 0],
    ['consistent_random', 2],
  ])('places a key by %s', (option, partition) => {
    const { custom, byKey } = resolvePartitioner(option, false)

    expect(custom).toBeNull()
    expect(byKey?.partition('key-1', 5, 4)).toBe(partition)
  })

  it.each(['default', 'consistent_random'])(
    'lets no key decide where %s is to ignore them',
    (option) => {
      expect(resolvePartitioner(option, true).byKey?.partition('key-1', 5, 4)).toBe(-1)
    },
  )

  it("gives every producer its own 'round-robin'", () => {
    const { custom: first } = resolvePartitioner('round-robin', true)
    const { custom: second } = resolvePartitioner('round-robin', false)

    expect([first?.partition(INPUT), first?.partition(INPUT), second?.partition(INPUT)]).toEqual([
      0, 1, 0,
    ])
  })

  it('takes a function as the whole partitioner', () => {
    const last = (input: PartitionerInput) => input.partitionCount - 1
    const { custom } = resolvePartitioner(last, false)

    expect(custom?.partition(INPUT)).toBe(2)
  })

  it('takes an object with a partition function as it is', () => {
    const own = { partition: () => 1 }

    expect(resolvePartitioner(own, false).custom).toBe(own)
  })

  it.each([['murmur2'], [null], [{}], [{ partition: 1 }], [5]])('refuses %o', (option) => {
    expect(() => resolvePartitioner(option, false)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringMatching(/^Option partitioner is /),
      }),
    )
  })
})
