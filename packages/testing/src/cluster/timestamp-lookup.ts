import { type DecodedRecord, decodeBatch } from './decode-batch.ts'
import type { PartitionLog } from './partition-log.ts'

/** The first record at or after a time, by offset, if there is one. */
export function firstRecordSince(log: PartitionLog, timestamp: number): DecodedRecord | undefined {
  for (const batch of log.batches) {
    if (batch.header.maxTimestamp < timestamp) continue
    const found = decodeBatch(batch).find(
      (record) => record.timestamp >= timestamp && record.offset >= log.startOffset,
    )
    if (found !== undefined) return found
  }
  return undefined
}

/** The record with the latest timestamp, the first of several (KIP-734). */
export function latestRecord(log: PartitionLog): DecodedRecord | undefined {
  const latest = log.batches.reduce((max, { header }) => Math.max(max, header.maxTimestamp), -1)
  return firstRecordSince(log, latest)
}
