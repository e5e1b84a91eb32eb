import { sequenceAfter } from '../idempotence/sequence-after.ts'
import type { RecordBatchBuilder } from '../record-format/record-batch-builder.ts'
import { splitRecords } from '../record-format/split-records.ts'
import { ProducerBatch } from './producer-batch.ts'

/**
 * Cuts a batch in two that no attempt can have written. The halves carry its records in order, and whoever waits for them; they
 * share its sequences in order, so that what was sent behind it keeps its own. The attempt that told its size is not counted.
 */
export function splitBatch(whole: ProducerBatch): readonly [ProducerBatch, ProducerBatch] {
  if (whole.mayBeWritten) throw new Error('A batch that may have been written is never cut')
  const [firstRecords, secondRecords] = splitRecords(whole.builder)
  const first = partOf(whole, firstRecords, 0)
  const second = partOf(whole, secondRecords, firstRecords.recordCount)
  const compressedBytes = whole.compressed === null ? 0 : whole.compressed.batch.length
  const overheadBytes = whole.memoryBytes - whole.builder.capacity - compressedBytes
  const ofFirst = Math.floor((overheadBytes * first.recordCount) / whole.recordCount)
  first.memoryBytes += ofFirst
  second.memoryBytes += overheadBytes - ofFirst
  whole.handOver(first, second)
  return [first, second]
}

function partOf(whole: ProducerBatch, records: RecordBatchBuilder, from: number): ProducerBatch {
  const { queue, ordinal, createdAtMs, keepsPromises, stamp } = whole
  const part = new ProducerBatch(queue, records, ordinal + from, createdAtMs, keepsPromises)
  part.isPart = true
  part.attempts = whole.attempts - 1
  part.lastError = whole.lastError
  part.hopeless = whole.hopeless
  if (stamp !== null) {
    part.stamp = { ...stamp, baseSequence: sequenceAfter(stamp.baseSequence, from) }
  }
  return part
}
