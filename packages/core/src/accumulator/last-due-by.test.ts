import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RecordBatchBuilder } from '../record-format/record-batch-builder.ts'
import { IntrusiveList } from './intrusive-list.ts'
import { lastDueBy } from './last-due-by.ts'
import { ProducerBatch } from './producer-batch.ts'
import { TopicQueues } from './topic-queues.ts'

const queue = new TopicQueues('t').queue(0)
let looks = 0

function dueAt(deadlineMs: number): ProducerBatch {
  const batch = new ProducerBatch(
    queue,
    new RecordBatchBuilder(Buffer.allocUnsafeSlow(64), 64),
    0,
    0,
    false,
  )
  Object.defineProperty(batch, 'deadlineMs', {
    get: () => {
      looks++
      return deadlineMs
    },
  })
  return batch
}

it('lastDueBy keeps a list in order, equal deadlines as they came, wherever it looks from', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), fc.array(fc.nat(30)), (deadlines, nearby) => {
      const list = new IntrusiveList<ProducerBatch>()
      const placed: { readonly batch: ProducerBatch; readonly deadlineMs: number }[] = []
      for (const [index, deadlineMs] of deadlines.entries()) {
        const near = placed[nearby[index] ?? index - 1]?.batch ?? null
        const batch = dueAt(deadlineMs)
        list.insertAfter(lastDueBy(list, deadlineMs, near), batch)
        placed.push({ batch, deadlineMs })
      }
      const sorted = placed.toSorted((one, other) => one.deadlineMs - other.deadlineMs)
      expect(
        list.toArray().map((batch) => placed.findIndex((each) => each.batch === batch)),
      ).toEqual(sorted.map((each) => placed.indexOf(each)))
    }),
  )
})

it('lastDueBy looks at few batches for deadlines that are in order among themselves, behind thousands of later ones', () => {
  const list = new IntrusiveList<ProducerBatch>()
  for (let index = 0; index < 10_000; index++) list.push(dueAt(1_000_000 + index))
  let near: ProducerBatch | null = null
  const place = (deadlineMs: number): void => {
    const batch = dueAt(deadlineMs)
    list.insertAfter(lastDueBy(list, deadlineMs, near), batch)
    near = batch
  }
  place(0)
  looks = 0

  for (let deadlineMs = 1; deadlineMs <= 1_000; deadlineMs++) place(deadlineMs)

  expect(looks).toBeLessThan(10_000)
  expect(list.length).toBe(11_001)
})
