import { expect, it } from 'vitest'
import { RoomShortage } from './room-shortage.ts'

it('RoomShortage adds up the times from each beginning to its end, and the one that lasts', () => {
  const shortage = new RoomShortage()
  const totals: number[] = []

  totals.push(shortage.totalMs(100))
  shortage.end(100)
  shortage.begin(200)
  shortage.begin(250)
  totals.push(shortage.totalMs(300))
  shortage.end(400)
  totals.push(shortage.totalMs(1_000))
  shortage.begin(1_000)
  totals.push(shortage.totalMs(1_001))

  expect(totals).toEqual([0, 100, 200, 201])
  expect(shortage.isNow).toBe(true)
})
