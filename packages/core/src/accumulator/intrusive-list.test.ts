import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IntrusiveList, ListEntry } from './intrusive-list.ts'

function backwards(list: IntrusiveList<ListEntry<number>>): number[] {
  const items: number[] = []
  for (let entry = list.last; entry !== null; entry = entry.previous) items.push(entry.item)
  return items
}

describe('IntrusiveList', () => {
  it('stands as an array would, in both directions, after any history', () => {
    const position = fc.nat(30)
    const step = fc.oneof(
      fc.constant({ kind: 'push' as const, position: 0 }),
      fc.record({ kind: fc.constant('insertAfter' as const), position }),
      fc.record({ kind: fc.constant('remove' as const), position }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const list = new IntrusiveList<ListEntry<number>>()
        const model: ListEntry<number>[] = []
        for (const [index, { kind, position }] of steps.entries()) {
          const at = position % (model.length + 1)
          if (kind === 'remove') {
            const [entry] = model.splice(at, 1)
            if (entry === undefined) continue
            list.remove(entry)
            expect([entry.list, entry.previous, entry.next]).toEqual([null, null, null])
            continue
          }
          const entry = new ListEntry(index)
          if (kind === 'push') list.push(entry)
          else list.insertAfter(model[at - 1] ?? null, entry)
          model.splice(kind === 'push' ? model.length : at, 0, entry)
          expect(entry.list).toBe(list)
        }
        const items = model.map(({ item }) => item)
        expect(list.toArray().map(({ item }) => item)).toEqual(items)
        expect(backwards(list)).toEqual(items.toReversed())
        expect(list.first).toBe(model[0] ?? null)
        expect(list.last).toBe(model.at(-1) ?? null)
      }),
    )
  })
})
