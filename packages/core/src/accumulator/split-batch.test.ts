import { describe, expect, it } from 'vitest'
import { pendingRecord } from '../../test/pending-record.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { RecordBatchBuilder } from '../record-format/record-batch-builder.ts'
import { ProducerBatch } from './producer-batch.ts'
import { splitBatch } from './split-batch.ts'
import { TopicQueues } from './topic-queues.ts'

const LAST_SEQUENCE = 2 ** 31 - 1
const OVERHEAD_BYTES = 101

function batchOf(count: number): ProducerBatch {
  const queue = new TopicQueues('t').queue(0)
  const batch = new ProducerBatch(
    queue,
    new RecordBatchBuilder(Buffer.allocUnsafeSlow(1_024), 1_024),
    10,
    5,
    false,
  )
  for (let index = 0; index < count; index++) {
    const record = pendingRecord('x'.repeat(50))
    batch.builder.append(record, batch.builder.bodySizeOfNext(record))
    batch.note(record)
    batch.memoryBytes += OVERHEAD_BYTES
  }
  return batch
}

describe('splitBatch', () => {
  it('gives the halves what belongs to their records, and no more', () => {
    const whole = batchOf(7)
    whole.compressed = { compressionId: 1, batch: Buffer.alloc(40) }
    whole.memoryBytes += 40
    whole.attempts = 3 // The last of them told that it is too large.
    whole.lastError = new ProducerError('BROKER_REJECTED', 'the second told something else')

    const parts = splitBatch(whole)

    expect(parts.map(({ recordCount }) => recordCount)).toEqual([4, 3])
    expect(parts.map(({ ordinal }) => ordinal)).toEqual([10, 14])
    expect(parts.map(({ attempts }) => attempts)).toEqual([2, 2])
    expect(parts.map(({ lastError }) => lastError)).toEqual([whole.lastError, whole.lastError])
    expect(parts.map(({ createdAtMs }) => createdAtMs)).toEqual([5, 5])
    const memory = parts.map(({ memoryBytes, builder }) => memoryBytes - builder.capacity)
    expect(memory).toEqual([4 * OVERHEAD_BYTES, 3 * OVERHEAD_BYTES])
    expect(parts.map(({ builder }) => builder.capacity - builder.sizeInBytes)).toEqual([0, 0])
  })

  it('S51: hands sequences on across the end of their range', () => {
    const whole = batchOf(7)
    whole.seal({ producerId: 1n, producerEpoch: 3, baseSequence: LAST_SEQUENCE - 1 })

    expect(splitBatch(whole).map(({ stamp }) => stamp)).toEqual([
      { producerId: 1n, producerEpoch: 3, baseSequence: LAST_SEQUENCE - 1 },
      { producerId: 1n, producerEpoch: 3, baseSequence: 2 },
    ])
  })

  it('refuses a batch that may have been written (I3)', () => {
    const whole = batchOf(2)
    whole.mayBeWritten = true

    expect(() => splitBatch(whole)).toThrow('never cut')
  })
})
