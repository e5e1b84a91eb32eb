import { Meter } from './meter.ts'

/** What is counted of one topic. */
export class TopicMeters {
  /** Values are the records of a batch, at each attempt. */
  readonly recordsSent = new Meter()
  /** Values are the sizes of batches as sent, at each attempt. */
  readonly bytesSent = new Meter()
  /** Values are the compressed share of batches. */
  readonly compression = new Meter()
  readonly recordsRetried = new Meter()
  readonly recordsFailed = new Meter()
}
