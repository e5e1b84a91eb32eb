import { describe, expect, it } from 'vitest'
import { RecordBatchBuilder } from '../record-format/record-batch-builder.ts'
import { BrokerQueue } from './broker-queue.ts'
import type { PartitionQueue } from './partition-queue.ts'
import { ProducerBatch } from './producer-batch.ts'
import { TopicQueues } from './topic-queues.ts'

const NOW = 1_000
const MANY = 5

function led(): PartitionQueue {
  const queue = new TopicQueues('t').queue(0)
  queue.broker = new BrokerQueue(1)
  return queue
}

function batchOf(queue: PartitionQueue): ProducerBatch {
  return new ProducerBatch(
    queue,
    new RecordBatchBuilder(Buffer.allocUnsafeSlow(64), 64),
    queue.nextOrdinal(),
    NOW,
    false,
  )
}

/** A partition with closed batches on the wire, each sent once. */
function withInFlight(count: number): { queue: PartitionQueue; batches: ProducerBatch[] } {
  const queue = led()
  const batches = Array.from({ length: count }, () => batchOf(queue))
  for (const batch of batches) {
    queue.fresh.add(batch)
    queue.takeNext().attempts = 1
  }
  return { queue, batches }
}

describe('PartitionQueue', () => {
  it('tells an open batch from a closed one, and both from nothing', () => {
    const queue = led()
    const empty = queue.sendable(NOW, MANY)
    const batch = batchOf(queue)
    queue.fresh.add(batch)
    queue.open = batch
    const lingering = queue.sendable(NOW, MANY)
    batch.lingered = true
    const open = queue.sendable(NOW, MANY)
    queue.closeOpen()

    expect([empty, lingering, open, queue.sendable(NOW, MANY)]).toEqual([
      'nothing',
      'nothing',
      'unfilled',
      'full',
    ])
  })

  it.each<[string, (queue: PartitionQueue) => void]>([
    [
      'it has no leader',
      (queue) => {
        queue.broker = null
      },
    ],
    [
      'it backs off',
      (queue) => {
        queue.retryAtMs = NOW + 1
      },
    ],
    ['it lost a sequence', (queue) => queue.sequences.markBroken()],
  ])('has nothing to send while %s', (_, hold) => {
    const queue = led()
    queue.fresh.add(batchOf(queue))
    hold(queue)

    expect(queue.sendable(NOW, MANY)).toBe('nothing')
  })

  it('sends at the very time at which its back-off ends', () => {
    const queue = led()
    queue.fresh.add(batchOf(queue))
    queue.retryAtMs = NOW

    expect(queue.sendable(NOW, MANY)).toBe('full')
  })

  it('sends until so many are in flight as it may', () => {
    const { queue } = withInFlight(4)
    queue.fresh.add(batchOf(queue))

    expect([queue.sendable(NOW, 5), queue.sendable(NOW, 4)]).toEqual(['full', 'nothing'])
  })

  it('sends a retry alone', () => {
    const { queue, batches } = withInFlight(2)
    const [first, second] = batches as [ProducerBatch, ProducerBatch]
    queue.inFlight.remove(first)
    queue.reenqueue(first)

    expect(queue.sendable(NOW, MANY)).toBe('nothing')
    queue.inFlight.remove(second)
    queue.reenqueue(second)
    expect(queue.sendable(NOW, MANY)).toBe('full')
    const sent = queue.takeNext()
    expect(sent).toBe(first)
    expect(queue.sendable(NOW, MANY)).toBe('nothing')
    queue.inFlight.remove(first)
    expect(queue.takeNext()).toBe(second)
  })

  it('sends half of a batch alone, since it may have to be cut again', () => {
    const { queue, batches } = withInFlight(1)
    queue.fresh.add(batchOf(queue))
    const [part] = batches as [ProducerBatch]
    part.isPart = true

    expect(queue.sendable(NOW, MANY)).toBe('nothing')
  })

  it('knows the oldest of those that are on the wire or go again', () => {
    const { queue, batches } = withInFlight(3)
    const [first, second, third] = batches as [ProducerBatch, ProducerBatch, ProducerBatch]
    const oldest = () => batches.filter((batch) => queue.isOldest(batch))

    expect(oldest()).toEqual([first])
    queue.inFlight.remove(first)
    expect(oldest()).toEqual([first, second])
    queue.reenqueue(first)
    expect(queue.isOldest(second)).toBe(false)
    queue.inFlight.remove(second)
    queue.reenqueue(second)
    expect([queue.isOldest(second), queue.isOldest(third)]).toEqual([false, false])
  })

  it('leaves room in its order for parts of a batch', () => {
    const queue = led()
    const batch = batchOf(queue)
    const content = { timestamp: 0, keyLength: -1, valueLength: -1, key: null, value: null }
    for (let count = 0; count < 3; count++) {
      const record = { ...content, headers: null }
      batch.builder.append(record, batch.builder.bodySizeOfNext(record))
    }
    queue.fresh.add(batch)
    queue.open = batch
    queue.closeOpen()

    expect(batchOf(queue).ordinal).toBeGreaterThan(batch.ordinal + 2)
  })

  it('lets nothing newer leave while an expired batch is on the wire (I5)', () => {
    const { queue, batches } = withInFlight(2)
    queue.fresh.add(batchOf(queue))
    const [, second] = batches
    if (second !== undefined) second.settled = true

    expect(queue.sendable(NOW, MANY)).toBe('nothing')
  })

  it('puts batches back in the order in which they were made, however they return', () => {
    const { queue, batches } = withInFlight(5)
    for (const index of [3, 0, 4, 1, 2]) {
      const batch = batches[index] as ProducerBatch
      queue.inFlight.remove(batch)
      queue.reenqueue(batch)
    }

    expect(queue.retrying.toArray()).toEqual(batches)
  })

  it('ends appending to a batch that is taken or removed', () => {
    const queue = led()
    const [first, second] = [batchOf(queue), batchOf(queue)]
    queue.fresh.add(first)
    queue.open = first
    queue.takeNext()
    const afterTaking = queue.open
    queue.fresh.add(second)
    queue.open = second
    queue.removeQueued(second)

    expect([afterTaking, queue.open, queue.fresh.length]).toEqual([null, null, 0])
  })
})
