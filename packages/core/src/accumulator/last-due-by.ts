import type { IntrusiveList } from './intrusive-list.ts'
import type { ProducerBatch } from './producer-batch.ts'

/**
 * The last batch, of a list in the order of their deadlines, that is due at that time or before; null when none is. Deadlines
 * mostly come in order, and then it is the last of all. Those of records that waited are earlier, but in order among themselves:
 * next to the batch that was put in its place last. From the end alone, 4,096 of them walked past 10,000 batches each: 408 ms.
 *
 * @param near where to look besides, if it is still in the list
 */
export function lastDueBy(
  list: IntrusiveList<ProducerBatch>,
  deadlineMs: number,
  near: ProducerBatch | null,
): ProducerBatch | null {
  let fromEnd = list.last
  let ahead = near?.list === list ? near : null
  if (ahead !== null && ahead.deadlineMs > deadlineMs) {
    fromEnd = ahead
    ahead = null
  }
  while (fromEnd !== null && fromEnd.deadlineMs > deadlineMs) {
    if (ahead !== null) {
      const { next } = ahead
      if (next === null || next.deadlineMs > deadlineMs) return ahead
      ahead = next
    }
    fromEnd = fromEnd.previous
  }
  return fromEnd
}
