import { gzipSync } from 'node:zlib'
import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { backgroundClock } from '../../test/background-clock.ts'
import { HeldCodec } from '../../test/held-codec.ts'
import { pendingRecord } from '../../test/pending-record.ts'
import type { CompressionCodec } from '../compression/compression-codec.ts'
import type { Clock } from '../time/clock.ts'
import { ProcessHold } from '../time/process-hold.ts'
import { MemoryBudget } from './memory-budget.ts'
import type { ProducerBatch } from './producer-batch.ts'
import { RecordAccumulator } from './record-accumulator.ts'
import { TopicQueues } from './topic-queues.ts'

const TEXT = 'the same again, '.repeat(40)

function accumulatorWith(compression: CompressionCodec, clock: Clock, partitions = 1) {
  const budget = new MemoryBudget(1_000_000, 0)
  let wakes = 0
  const accumulator = new RecordAccumulator(
    {
      batchSizeBytes: 2_000,
      lingerMs: 0,
      maxRequestSizeBytes: 100_000,
      maxInFlightRequests: 5,
      enableIdempotence: false,
      deliveryTimeoutMs: 10_000,
      keepPromises: false,
      compression,
    },
    budget,
    clock,
    new ProcessHold(clock),
    () => wakes++,
    () => undefined,
  )
  const topic = new TopicQueues('t')
  const broker = accumulator.brokers.of(1)
  const queues = Array.from({ length: partitions }, (_, partition) => {
    const queue = topic.queue(partition)
    accumulator.setBroker(queue, broker, clock.now())
    return queue
  })
  const appendToAll = (): void => {
    for (const queue of queues) accumulator.append(queue, pendingRecord(TEXT))
  }
  const drain = () => {
    const batches: ProducerBatch[] = []
    const unfilled = accumulator.drain(broker, clock.now(), batches)
    return { batches, unfilled }
  }
  return { accumulator, appendToAll, broker, budget, drain, wakes: () => wakes }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('BatchCompression', () => {
  it('puts off what a turn has no time for to the next turn', () => {
    const manual = new ManualClock()
    let spentMs = 0
    const clock: Clock = { ...backgroundClock(manual), now: () => spentMs }
    const slow: CompressionCodec = {
      name: 'gzip',
      compressSync: (records) => {
        spentMs += 3
        return gzipSync(records)
      },
    }
    const { accumulator, appendToAll, drain, wakes } = accumulatorWith(slow, clock, 5)
    appendToAll()
    const wakesBefore = wakes()

    const first = drain().batches.length
    const wokeForMore = wakes() > wakesBefore
    accumulator.advance(clock.now())
    const second = drain().batches.length
    accumulator.advance(clock.now())
    const third = drain().batches.length

    expect([first, second, third]).toEqual([2, 2, 1])
    expect(wokeForMore).toBe(true)
    expect(spentMs).toBe(15)
  })

  it('counts the compressed copy until the batch is done with', () => {
    const clock = new ManualClock()
    const codec: CompressionCodec = { name: 'gzip', compressSync: (records) => gzipSync(records) }
    const { accumulator, appendToAll, budget, drain } = accumulatorWith(codec, clock)
    appendToAll()
    const uncompressed = budget.bufferedBytes

    const [batch] = drain().batches
    const copy = batch?.sizeInBytes ?? 0

    expect(copy).toBeLessThan(batch?.builder.sizeInBytes ?? 0)
    expect(budget.bufferedBytes).toBe(uncompressed + copy)
    if (batch !== undefined) accumulator.finishInFlight(batch, clock.now())
    expect(budget.bufferedBytes).toBe(0)
  })

  it('leaves an unfilled batch unfilled, so that it waits for the answer to another', async () => {
    const codec = new HeldCodec()
    const clock = backgroundClock(new ManualClock())
    const { appendToAll, broker, drain, wakes } = accumulatorWith(codec, clock)
    appendToAll()
    const whileCompressed = drain().batches
    const wakesBefore = wakes()
    codec.release()
    await settled()

    broker.unfilledRequests = 1
    const behindAnother = drain().batches
    broker.unfilledRequests = 0
    const { batches, unfilled } = drain()

    expect(wakes()).toBeGreaterThan(wakesBefore)
    expect([whileCompressed, behindAnother]).toEqual([[], []])
    expect(batches).toHaveLength(1)
    expect(unfilled).toBe(true)
  })

  it('does not begin what cannot leave yet', () => {
    const codec = new HeldCodec()
    const clock = backgroundClock(new ManualClock())
    const { appendToAll, broker, drain } = accumulatorWith(codec, clock)
    broker.unfilledRequests = 1
    appendToAll()

    drain()

    expect(codec.started).toBe(0)
  })
})
