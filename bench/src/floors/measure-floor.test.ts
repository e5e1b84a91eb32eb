import { expect, it } from 'vitest'
import type { Floor } from './floor.ts'
import { measureFloor } from './measure-floor.ts'
import { promises } from './promises.ts'

it('gives the processor time of a record, span by span, without those of the warm-up', async () => {
  let nowMs = 0
  let cpuUs = 0
  let rounds = 0
  const floor: Floor = {
    title: 'a millisecond for ten records',
    round: async () => {
      rounds++
      nowMs += 1
      cpuUs += rounds > 9 ? 20 : 500
      return 10
    },
  }

  const costs = await measureFloor(
    floor,
    { spans: 2, spanMs: 3 },
    { nowMs: () => nowMs, cpuUs: () => cpuUs },
  )

  expect(costs).toEqual([2, 2])
  expect(rounds).toBe(15)
})

it.each([1, 6])(
  'settles one batch after another, each as a whole: %i partitions',
  async (partitions) => {
    const floor = promises(20_000, partitions)

    const told = [await floor.round(), await floor.round(), await floor.round()]

    expect(told).toEqual(new Array(3).fill(partitions * 560))
  },
)
