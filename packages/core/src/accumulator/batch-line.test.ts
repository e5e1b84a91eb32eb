import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordBatchBuilder } from '../record-format/record-batch-builder.ts'
import { BatchLine } from './batch-line.ts'
import { ProducerBatch } from './producer-batch.ts'
import { TopicQueues } from './topic-queues.ts'

const queue = new TopicQueues('t').queue(0)
const builder = new RecordBatchBuilder(Buffer.allocUnsafeSlow(64), 64)

function batchAt(ordinal: number): ProducerBatch {
  return new ProducerBatch(queue, builder, ordinal, 0, false)
}

type Step = { readonly add: number } | { readonly remove: number } | 'shift'

const ordinal = fc.integer({ min: 0, max: 30 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ add: ordinal }) },
  { weight: 2, arbitrary: fc.record({ remove: ordinal }) },
  { weight: 1, arbitrary: fc.constant('shift' as const) },
)

describe('BatchLine', () => {
  it('holds what a sorted array would hold after any history', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const line = new BatchLine()
        let model: ProducerBatch[] = []
        for (const what of steps) {
          if (what === 'shift') {
            expect(line.shift()).toBe(model.shift() ?? null)
          } else if ('add' in what) {
            if (model.some((batch) => batch.ordinal === what.add)) continue
            const batch = batchAt(what.add)
            line.add(batch)
            model = [...model, batch].sort((one, other) => one.ordinal - other.ordinal)
          } else {
            const batch = model.find((each) => each.ordinal === what.remove)
            if (batch === undefined) continue
            line.remove(batch)
            expect([batch.line, batch.behind]).toEqual([null, null])
            model = model.filter((each) => each !== batch)
          }
          expect(line.toArray()).toEqual(model)
          expect([line.length, line.first]).toEqual([model.length, model[0] ?? null])
        }
      }),
    )
  })

  it('knows its batches, and those of others not', () => {
    const [line, other] = [new BatchLine(), new BatchLine()]
    const [first, second] = [batchAt(1), batchAt(2)]
    line.add(first)
    other.add(second)

    expect([line.has(first), line.has(second)]).toEqual([true, false])
    expect(() => line.remove(second)).toThrow('A batch leaves the line that it is in')
  })

  it('finds the first batch that fits', () => {
    const line = new BatchLine()
    for (const place of [1, 2, 3]) line.add(batchAt(place))

    expect(line.find((batch) => batch.ordinal > 1)?.ordinal).toBe(2)
    expect(line.find((batch) => batch.ordinal > 3)).toBeNull()
  })
})
