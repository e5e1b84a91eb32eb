import { Meter } from './meter.ts'

/** What goes back and forth: of one broker, or of all of them together. */
export class TrafficMeters {
  /** Values are the bytes of a request with its frame. */
  readonly requests = new Meter()
  /** Values are the bytes of an answer with its frame. */
  readonly responses = new Meter()
  /** Values are the milliseconds from a Produce request to its answer. */
  readonly latency = new Meter()
}
