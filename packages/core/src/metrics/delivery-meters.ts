import { Meter } from './meter.ts'
import type { TopicMeters } from './topic-meters.ts'

/** What the meters read of a batch when it leaves. */
export interface MeasuredBatch {
  readonly recordCount: number
  /** Bytes of its records alone, before compression. */
  readonly recordBytes: number
  readonly largestRecordBytes: number
  /** With its header, before compression. */
  readonly uncompressedBytes: number
  /** With its header, as sent. */
  readonly sizeInBytes: number
  readonly createdAtMs: number
}

/** What is counted of records and batches. Everything is added up per batch or per wait, never per record that goes well. */
export class DeliveryMeters {
  readonly batchSize = new Meter()
  readonly batchesSplit = new Meter()
  readonly compression = new Meter()
  readonly recordSize = new Meter()
  readonly queueTime = new Meter()
  /** Values are the records of a request, at each attempt. */
  readonly recordsSent = new Meter()
  readonly recordsRetried = new Meter()
  readonly recordsFailed = new Meter()
  readonly buffersExhausted = new Meter()
  /** Values are the milliseconds that an answer asked for, 0 included. */
  readonly throttleTime = new Meter()
  /** Milliseconds that records waited for room, for metadata, and that flushes took, added up. */
  roomWaitMs = 0
  metadataWaitMs = 0
  flushMs = 0

  requestSent(recordCount: number, nowMs: number): void {
    this.recordsSent.add(recordCount, nowMs)
  }

  batchSent(batch: MeasuredBatch, topic: TopicMeters, nowMs: number): void {
    const { recordCount, recordBytes, largestRecordBytes, sizeInBytes } = batch
    const compression = sizeInBytes / batch.uncompressedBytes
    this.batchSize.add(sizeInBytes, nowMs)
    this.compression.add(compression, nowMs)
    this.recordSize.addMany(recordBytes, recordCount, largestRecordBytes, nowMs)
    this.queueTime.add(nowMs - batch.createdAtMs, nowMs)
    topic.recordsSent.add(recordCount, nowMs)
    topic.bytesSent.add(sizeInBytes, nowMs)
    topic.compression.add(compression, nowMs)
  }

  retried(recordCount: number, topic: TopicMeters, nowMs: number): void {
    this.recordsRetried.add(recordCount, nowMs)
    topic.recordsRetried.add(recordCount, nowMs)
  }

  /** @param topic null where a record failed before its topic was known to be one */
  failed(recordCount: number, topic: TopicMeters | null, nowMs: number): void {
    this.recordsFailed.add(recordCount, nowMs)
    topic?.recordsFailed.add(recordCount, nowMs)
  }
}
