import { ManualClock } from '@headwater/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pendingRecord } from '../../test/pending-record.ts'
import { ProcessHold } from '../time/process-hold.ts'
import type { AccumulatorOptions } from './accumulator-options.ts'
import { MemoryBudget } from './memory-budget.ts'
import type { PartitionQueue } from './partition-queue.ts'
import type { PendingRecord } from './pending-record.ts'
import type { ProducerBatch } from './producer-batch.ts'
import { RecordAccumulator } from './record-accumulator.ts'
import { TopicQueues } from './topic-queues.ts'

const OPTIONS: AccumulatorOptions = {
  batchSizeBytes: 1_000,
  lingerMs: 0,
  maxRequestSizeBytes: 2_500,
  maxInFlightRequests: 5,
  enableIdempotence: false,
  deliveryTimeoutMs: 10_000,
  keepPromises: false,
  compression: null,
}

function accumulatorWith(given: Partial<AccumulatorOptions> = {}, bufferMemoryBytes = 100_000) {
  const clock = new ManualClock()
  const budget = new MemoryBudget(bufferMemoryBytes, 0)
  const hold = new ProcessHold(clock)
  const options = { ...OPTIONS, ...given }
  let wakes = 0
  let leaderless = 0
  const accumulator = new RecordAccumulator(
    options,
    budget,
    clock,
    hold,
    () => wakes++,
    () => leaderless++,
  )
  const topic = new TopicQueues('t')
  const queue = (partition: number, nodeId = 1): PartitionQueue => {
    const made = topic.queue(partition)
    accumulator.setBroker(made, accumulator.brokers.of(nodeId), clock.now())
    return made
  }
  const drain = (nodeId = 1): { batches: ProducerBatch[]; unfilled: boolean } => {
    const batches: ProducerBatch[] = []
    const unfilled = accumulator.drain(accumulator.brokers.of(nodeId), clock.now(), batches)
    return { batches, unfilled }
  }
  return {
    accumulator,
    budget,
    clock,
    drain,
    queue,
    wakes: () => wakes,
    leaderless: () => leaderless,
  }
}

const HALF = 'x'.repeat(440)
const places = (batches: readonly ProducerBatch[]) =>
  batches.map(({ queue, recordCount }) => [queue.partition, recordCount])

describe('RecordAccumulator', () => {
  it('knows since when a broker has taken nothing of what waits for it', () => {
    const { accumulator, clock, drain, queue } = accumulatorWith()
    const broker = accumulator.brokers.of(1)
    const isStuck = () => broker.isStuck(clock.now(), 100)
    clock.advance(5_000)
    accumulator.append(queue(0), pendingRecord('a'))
    const fresh = isStuck()
    clock.advance(101)
    const [first, second] = [HALF, HALF].map(() => pendingRecord(HALF))
    accumulator.append(queue(0), first as PendingRecord)
    accumulator.append(queue(0), second as PendingRecord) // The batch is full now, and waits in another list.
    const waitedLong = isStuck()
    drain()
    accumulator.append(queue(0), pendingRecord('b'))
    const taken = isStuck()
    clock.advance(101)

    expect([fresh, waitedLong, taken, isStuck()]).toEqual([false, true, false, true])
    drain()
    drain()
    expect(isStuck()).toBe(false)
  })

  it('keeps count of the batches of each partition that are queued or on the wire', () => {
    const { accumulator, clock, drain, queue } = accumulatorWith()
    const { topic } = queue(0)
    const counts = () => [topic.backlog, ...topic.backlogs]
    for (const value of [HALF, HALF, HALF]) accumulator.append(queue(0), pendingRecord(value))
    accumulator.append(queue(1), pendingRecord('a'))
    const queued = counts()
    const { batches } = drain()
    const sent = counts()
    for (const batch of batches) accumulator.finishInFlight(batch, clock.now())

    expect(queued).toEqual([3, 2, 1])
    expect(sent).toEqual([3, 2, 1])
    expect(counts()).toEqual([3 - batches.length, 1, batches.length === 2 ? 0 : 1])
    const rest = drain().batches
    for (const batch of rest) accumulator.reenqueue(batch, clock.now(), clock.now())
    expect(topic.backlog).toBe(rest.length)
  })

  it('knows whether anything waits to be sent: what is on the wire does not, what comes back does', () => {
    const { accumulator, clock, drain, queue } = accumulatorWith()
    const seen: boolean[] = []
    const see = () => seen.push(accumulator.hasQueued)
    const now = clock.now()
    see()
    accumulator.append(queue(0), pendingRecord('a'))
    accumulator.append(queue(0), pendingRecord('b'))
    see()
    const [batch] = drain().batches as [ProducerBatch]
    see()
    accumulator.reenqueue(batch, now, now)
    see()
    drain()
    see()
    accumulator.split(batch, now)
    see()
    const [part] = drain().batches as [ProducerBatch]
    accumulator.finishInFlight(part, now)
    see() // The other half is left.
    accumulator.finishQueued(queue(0).nextBatch as ProducerBatch, now)
    see()

    expect(seen).toEqual([false, true, false, true, false, true, true, false])
  })

  it('gathers what fits into a batch and begins another for what does not', () => {
    const { accumulator, drain, queue } = accumulatorWith()

    const batches = [HALF, HALF, HALF].map((value) =>
      accumulator.append(queue(0), pendingRecord(value)),
    )

    expect(batches[0]).toBe(batches[1])
    expect(batches[2]).not.toBe(batches[0])
    expect(batches[0]?.builder.sizeInBytes).toBeLessThanOrEqual(1_000)
    expect(places(drain().batches)).toEqual([[0, 2]])
  })

  it('gives a record above the batch size a batch of its own', () => {
    const { accumulator, drain, queue } = accumulatorWith()
    accumulator.append(queue(0), pendingRecord('small'))
    const large = accumulator.append(queue(0), pendingRecord('x'.repeat(2_000)))
    accumulator.append(queue(0), pendingRecord('small'))

    expect(large?.recordCount).toBe(1)
    expect([drain(), drain(), drain()].map(({ batches }) => places(batches))).toEqual([
      [[0, 1]],
      [[0, 1]],
      [[0, 1]],
    ])
  })

  it('drains full batches before unfilled ones, and unfilled ones in one request at a time', () => {
    const { accumulator, drain, queue } = accumulatorWith()
    accumulator.append(queue(0), pendingRecord('open'))
    for (let count = 0; count < 3; count++) accumulator.append(queue(1), pendingRecord(HALF))
    const broker = accumulator.brokers.of(1)

    broker.unfilledRequests = 1
    const whileOneIsOut = drain()
    broker.unfilledRequests = 0
    const afterwards = drain()

    expect([places(whileOneIsOut.batches), whileOneIsOut.unfilled]).toEqual([[[1, 2]], false])
    expect([places(afterwards.batches), afterwards.unfilled]).toEqual([
      [
        [0, 1],
        [1, 1],
      ],
      true,
    ])
  })

  it('puts into a request what maxRequestSizeBytes allows, but always one batch', () => {
    const { accumulator, drain, queue } = accumulatorWith()
    for (let partition = 0; partition < 3; partition++) {
      for (let count = 0; count < 3; count++) {
        accumulator.append(queue(partition), pendingRecord(HALF))
      }
    }
    accumulator.append(queue(3), pendingRecord('x'.repeat(4_000)))

    const requests = Array.from({ length: 4 }, () => places(drain().batches))
    expect(requests).toEqual([
      [
        [0, 2],
        [1, 2],
      ],
      [[2, 2]], // The large one is next, and nothing smaller overtakes it.
      [
        [0, 1],
        [1, 1],
        [2, 1],
      ], // Unfilled ones that found no room go first the next time.
      [[3, 1]],
    ])
  })

  it('lets an unfilled batch linger, a full one not, and none while a flush runs', () => {
    const { accumulator, clock, drain, queue } = accumulatorWith({ lingerMs: 50 })
    accumulator.append(queue(0), pendingRecord('a'))
    for (let count = 0; count < 3; count++) accumulator.append(queue(1), pendingRecord(HALF))

    expect(places(drain().batches)).toEqual([[1, 2]])
    expect(accumulator.nextAdvanceAtMs()).toBe(50)
    clock.advance(49)
    accumulator.advance(clock.now())
    expect(drain().batches).toEqual([])
    clock.advance(1)
    accumulator.advance(clock.now())
    expect(places(drain().batches)).toEqual([
      [0, 1],
      [1, 1],
    ])
    accumulator.append(queue(2), pendingRecord('b'))
    accumulator.beginFlush()
    accumulator.advance(clock.now())
    expect(places(drain().batches)).toEqual([[2, 1]])
    expect(accumulator.nextAdvanceAtMs()).toBe(Number.POSITIVE_INFINITY)
  })

  it('sends a batch that came back first, alone, and not before its time', () => {
    const { accumulator, clock, drain, queue } = accumulatorWith()
    for (let count = 0; count < 5; count++) accumulator.append(queue(0), pendingRecord(HALF))
    const [first] = drain().batches
    const [second] = drain().batches
    if (first === undefined || second === undefined) throw new Error('Two batches are full')
    first.attempts = 1
    second.attempts = 1
    accumulator.reenqueue(second, 100, 0)
    accumulator.reenqueue(first, 100, 0)

    expect(drain().batches).toEqual([])
    expect(accumulator.nextAdvanceAtMs()).toBe(100)
    clock.advance(100)
    accumulator.advance(clock.now())
    expect(drain().batches).toEqual([first])
    expect(drain().batches).toEqual([])
    accumulator.finishInFlight(first, clock.now())
    expect(drain().batches).toEqual([second])
  })

  it('orders batches by deadline, also when a record that waited joins late', () => {
    const { accumulator, clock, queue } = accumulatorWith()
    accumulator.append(queue(0), pendingRecord('a'))
    clock.advance(10)
    accumulator.append(queue(1), pendingRecord('b'))
    accumulator.append(queue(2), pendingRecord('c', { deadlineMs: 5_000 }))
    accumulator.append(queue(1), pendingRecord('d', { deadlineMs: 7_000 }))

    const order = accumulator.unsettled.toArray()
    expect(order.map((batch) => [batch.queue.partition, batch.deadlineMs])).toEqual([
      [2, 5_000],
      [1, 7_000],
      [0, 10_000],
    ])
  })

  it('keeps a partition without a leader to itself, and its batches for the next one', () => {
    const { accumulator, clock, drain, leaderless, queue } = accumulatorWith()
    const orphan = queue(0)
    accumulator.append(orphan, pendingRecord('a'))
    accumulator.setBroker(orphan, null, clock.now())
    accumulator.append(queue(1), pendingRecord('b'))

    expect(places(drain().batches)).toEqual([[1, 1]])
    expect(leaderless()).toBe(0)
    const idle = accumulatorWith()
    const lost = idle.queue(0)
    idle.accumulator.setBroker(lost, null, 0)
    idle.accumulator.append(lost, pendingRecord('c'))
    expect(idle.leaderless()).toBe(1)
    accumulator.setBroker(orphan, accumulator.brokers.of(2), clock.now())
    expect(places(drain(2).batches)).toEqual([[0, 1]])
  })

  it('counts memory down to exactly zero after any history', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ append: fc.nat(3), bytes: fc.nat(1_500) }) },
      { weight: 3, arbitrary: fc.constant('drain' as const) },
      { weight: 3, arbitrary: fc.record({ finish: fc.nat(9) }) },
      { weight: 1, arbitrary: fc.record({ retry: fc.nat(9) }) },
      { weight: 1, arbitrary: fc.record({ expire: fc.nat(9) }) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const { accumulator, budget, clock, drain, queue } = accumulatorWith({}, 12_000)
        const onTheWire: ProducerBatch[] = []
        const finish = (batch: ProducerBatch) => {
          accumulator.settled(batch)
          if (batch.queue.inFlight.has(batch)) accumulator.finishInFlight(batch, clock.now())
          else accumulator.finishQueued(batch, clock.now())
        }
        for (const what of steps) {
          clock.advance(1)
          accumulator.advance(clock.now())
          if (what === 'drain') {
            for (const batch of drain().batches) {
              batch.attempts++
              onTheWire.push(batch)
            }
          } else if ('append' in what) {
            const record = pendingRecord('x'.repeat(what.bytes), { overheadBytes: 64 })
            const taken = accumulator.append(queue(what.append), record)
            expect(taken !== null || budget.bufferedBytes > 0).toBe(true)
          } else if ('finish' in what) {
            for (const batch of onTheWire.splice(what.finish, 1)) finish(batch)
          } else if ('retry' in what) {
            for (const batch of onTheWire.splice(what.retry, 1)) {
              accumulator.reenqueue(batch, clock.now() + 3, clock.now())
            }
          } else {
            const batch = accumulator.unsettled.toArray()[what.expire]
            if (batch !== undefined && !onTheWire.includes(batch)) finish(batch)
          }
          const batches = accumulator.unsettled.toArray()
          const counted = batches.reduce((sum, batch) => sum + batch.memoryBytes, 0)
          expect(budget.bufferedBytes).toBe(counted)
          expect(clock.processHeld).toBe(batches.length > 0)
        }
        for (const batch of accumulator.unsettled.toArray()) finish(batch)

        expect(budget.bufferedBytes).toBe(0)
        expect(clock.processHeld).toBe(false)
      }),
    )
  })
})
