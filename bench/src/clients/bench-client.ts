import type { BenchRecord } from '../records/bench-record.ts'

/** Sends one record and settles when the client says that the record is stored. */
export type SendRecord = (record: BenchRecord) => Promise<unknown>

export interface BenchTarget {
  readonly brokers: readonly string[]
  readonly topic: string
}

/** One client, connected and bound to the benchmark's topic. */
export interface BenchSession {
  readonly send: SendRecord
  close(): Promise<void>
}

/** A client that runs in Node.js, behind the one interface that all scenarios use. All run on their own defaults. */
export interface BenchClient {
  /** The version of the package that is measured. */
  version(): string
  connect(target: BenchTarget): Promise<BenchSession>
}
