import { describe, expect, it } from 'vitest'
import { seededRandom } from '../cluster/seeded-random.ts'
import { type HeapTimer, TimerHeap } from './timer-heap.ts'

const ignore = (): void => {}

/** Takes out everything, in the order of the heap. */
function drain(heap: TimerHeap): HeapTimer[] {
  const taken: HeapTimer[] = []
  for (let first = heap.first; first !== undefined; first = heap.first) {
    heap.remove(first)
    taken.push(first)
  }
  return taken
}

describe('TimerHeap', () => {
  it('gives timers by their time, those of the same time as they were set', () => {
    const heap = new TimerHeap()
    for (const dueAt of [5, 1, 3, 1, 5, 0]) heap.add(dueAt, ignore)

    const taken = drain(heap)

    expect(taken.map(({ dueAt, order }) => [dueAt, order])).toEqual([
      [0, 5],
      [1, 1],
      [1, 3],
      [3, 2],
      [5, 0],
      [5, 4],
    ])
  })

  it('gives the rest in order, whatever was taken out before', () => {
    const random = seededRandom(7)
    const heap = new TimerHeap()
    const set = Array.from({ length: 500 }, () => heap.add(Math.floor(random.next() * 50), ignore))
    const kept = set.filter(() => random.next() < 0.5)
    for (const timer of set) if (!kept.includes(timer)) heap.remove(timer)

    const expected = kept.toSorted((a, b) => a.dueAt - b.dueAt || a.order - b.order)
    expect(heap.length).toBe(kept.length)
    expect(drain(heap)).toEqual(expected)
  })

  it('leaves a timer alone that is taken out twice', () => {
    const heap = new TimerHeap()
    const timer = heap.add(1, ignore)
    heap.add(2, ignore)

    heap.remove(timer)
    heap.remove(timer)

    expect(heap.length).toBe(1)
  })
})
