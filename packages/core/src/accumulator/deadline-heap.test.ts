import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeadlineHeap } from './deadline-heap.ts'

describe('DeadlineHeap', () => {
  it('gives what is due, the earliest first, whatever the order in which it came', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.record({ pushAt: fc.integer({ min: 0, max: 60 }) }),
            fc.record({ popAt: fc.integer({ min: 0, max: 60 }) }),
          ),
          { maxLength: 200 },
        ),
        (steps) => {
          const heap = new DeadlineHeap<{ atMs: number }>()
          const model: { atMs: number }[] = []
          for (const step of steps) {
            if ('pushAt' in step) {
              const item = { atMs: step.pushAt }
              heap.push(step.pushAt, item)
              model.push(item)
              model.sort((a, b) => a.atMs - b.atMs)
            } else {
              const expected = (model[0]?.atMs ?? Number.POSITIVE_INFINITY) <= step.popAt
              const popped = heap.popDue(step.popAt)
              expect(popped?.atMs).toBe(expected ? model[0]?.atMs : undefined)
              if (popped !== undefined) model.splice(model.indexOf(popped), 1)
            }
            expect(heap.nextAtMs).toBe(model[0]?.atMs ?? Number.POSITIVE_INFINITY)
          }
          const rest: object[] = []
          for (let item = heap.popDue(60); item !== undefined; item = heap.popDue(60)) {
            rest.push(item)
          }
          expect(new Set(rest)).toEqual(new Set(model))
          expect(rest).toEqual(model.map(({ atMs }) => ({ atMs })))
        },
      ),
    )
  })

  it('keeps what is not due', () => {
    const heap = new DeadlineHeap<string>()
    heap.push(10, 'later')

    expect(heap.popDue(9.9)).toBeUndefined()
    expect(heap.popDue(10)).toBe('later')
    expect(heap.popDue(10)).toBeUndefined()
  })
})
