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
    recordsPerRound: 10,
    round: async () => {
      rounds++
      nowMs += 1
      cpuUs += rounds > 9 ? 20 : 500
    },
  }

  const costs = await measureFloor(floor, 2, 3, { nowMs: () => nowMs, cpuUs: () => cpuUs })

  expect(costs).toEqual([2, 2])
  expect(rounds).toBe(15)
})

it('tells as many callers as there were promises', async () => {
  const floor = promises(100)

  await floor.round()
  await floor.round()

  expect(floor.recordsPerRound).toBe(100)
})
