import { describe, expect, it } from 'vitest'
import { BatchSettlers } from './batch-settlers.ts'

const ignore = () => undefined

function placesOf(settlers: BatchSettlers) {
  return Array.from({ length: settlers.count }, (_, place) => [
    settlers.indexAt(place),
    settlers.detailAt(place),
    settlers.promiseAt(place),
  ])
}

describe('BatchSettlers', () => {
  it('knows which record each is for, also where records in between have none', () => {
    const settlers = new BatchSettlers(false)
    for (const index of [0, 1, 4, 6]) settlers.add(index, ignore, index * 10, null)

    expect(placesOf(settlers)).toEqual([
      [0, 0, null],
      [1, 10, null],
      [4, 40, null],
      [6, 60, null],
    ])
    expect(settlers.targetAt(2)).toBe(ignore)
  })

  it('hands everyone over to the part that has the record, with its promise', () => {
    const settlers = new BatchSettlers(true)
    const promise = Promise.resolve()
    for (const index of [1, 2, 3]) settlers.add(index, ignore, index * 10, promise)
    const [first, second] = [new BatchSettlers(true), new BatchSettlers(true)]
    settlers.handOver(first, second, 2)

    expect(placesOf(first)).toEqual([[1, 10, promise]])
    expect(placesOf(second)).toEqual([
      [0, 20, promise],
      [1, 30, promise],
    ])
  })

  it('keeps nobody, and no promise, once it is cleared', () => {
    const settlers = new BatchSettlers(true)
    settlers.add(0, ignore, null, Promise.resolve())
    settlers.clear()

    expect([settlers.count, settlers.promiseAt(0)]).toEqual([0, null])
  })
})
