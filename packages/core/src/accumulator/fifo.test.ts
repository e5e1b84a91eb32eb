import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fifo } from './fifo.ts'

type Step = { readonly push: number } | 'shift'

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ push: fc.integer({ min: 0, max: 99 }) }) },
  { weight: 3, arbitrary: fc.constant('shift' as const) },
)

function contents(fifo: Fifo<number>): number[] {
  const items: number[] = []
  for (let item = fifo.shift(); item !== undefined; item = fifo.shift()) items.push(item)
  return items
}

describe('Fifo', () => {
  it('holds what an array would hold after any history', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const fifo = new Fifo<number>()
        const model: number[] = []
        for (const what of steps) {
          if (what === 'shift') expect(fifo.shift()).toBe(model.shift())
          else {
            fifo.push(what.push)
            model.push(what.push)
          }
          expect(fifo.length).toBe(model.length)
          expect(fifo.first).toBe(model[0])
        }
        expect(contents(fifo)).toEqual(model)
      }),
    )
  })

  it('keeps its order over the length at which it moves its items up', () => {
    const fifo = new Fifo<number>()
    const taken: (number | undefined)[] = []

    for (let index = 0; index < 1_000; index++) {
      fifo.push(index)
      if (index % 3 > 0) taken.push(fifo.shift())
    }
    while (fifo.length > 0) taken.push(fifo.shift())

    expect(taken).toEqual(Array.from({ length: 1_000 }, (_, index) => index))
    expect(fifo.shift()).toBeUndefined()
    expect(fifo.first).toBeUndefined()
  })
})
