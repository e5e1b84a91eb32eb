import type { RecordShape } from '../records/record-shape.ts'

/** Every scenario, in the order of the report. What comes before a hyphen is its letter; (k) is a column of all of them. */
export const SCENARIO_IDS = [
  'a',
  'b',
  'c-1k',
  'c-10k',
  'd-gzip',
  'd-snappy',
  'd-lz4',
  'd-zstd',
  'e',
  'f',
  'g-6',
  'g-20k',
  'g-200k',
  'h-window',
  'h-full',
  'i',
  'j',
  'l-strings',
  'l-json',
  'm',
  'n',
  'o',
] as const

export type ScenarioId = (typeof SCENARIO_IDS)[number]

/** How a caller sends. */
export type Work =
  /** One caller that never waits for a single record, with at most so many unsettled: a log shipper, an import. */
  | { readonly kind: 'window'; readonly size: number }
  /** The same, told of each record by a callback where the client has one, or of none. */
  | { readonly kind: 'callbacks'; readonly size: number }
  /** So many callers, each awaiting its own record before it sends the next: request handlers. */
  | { readonly kind: 'awaiting'; readonly senders: number }
  /** One caller that sends the run's count of records, in a window or, with none, as fast as the client takes them. */
  | { readonly kind: 'count'; readonly size: number | null }
  /** One that has sent to every broker and now does nothing. */
  | { readonly kind: 'idle' }
  /** Nothing is sent: what it costs to have the client. */
  | { readonly kind: 'footprint' }

/** One question. Every client answers it through the same code. */
export interface Scenario {
  readonly id: ScenarioId
  readonly title: string
  readonly work: Work
  readonly records: RecordShape
  readonly partitions: number
  /** How often it is measured at most; null: as often as the run has rounds. */
  readonly maxRounds: number | null
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
  /**
   * What it is sent to: the broker of the run; three nodes of it, every partition on all of them; or the null broker,
   * whatever else was asked for, where Kafka itself would hide what is asked; or nothing.
   */
  readonly broker: 'main' | 'three' | 'null' | 'none'
}
