import type { BenchRecord } from '../records/bench-record.ts'
import type { Scenario } from '../scenarios/scenario.ts'

/** Sends one record and settles when the client says that the record is stored. */
export type SendRecord = (record: BenchRecord) => Promise<unknown>

/** The same for many records with one promise. */
export type SendRecords = (records: readonly BenchRecord[]) => Promise<unknown>

/** Told once of a record: null, or why it failed. */
export type OnSettled = (error: unknown) => void

/** Hands a record over; false: there is no room, nothing was taken. */
export type OfferRecord = (record: BenchRecord, onSettled: OnSettled) => boolean

/** The same where nobody is told what became of the record. */
export type OfferUnreported = (record: BenchRecord) => boolean

export interface BenchTarget {
  readonly brokers: readonly string[]
  readonly topic: string
}

/** Pre-encoded requests: no client at all. */
export interface RequestSession {
  readonly kind: 'requests'
  /** How many requests may be unanswered. */
  readonly inFlight: number
  /** Resolves with how many records the request has stored. */
  readonly send: () => Promise<number>
  close(): Promise<void>
}

/** One client, connected and bound to the benchmark's topic, with the one way of sending that is measured. `close` ends when all is stored. */
export type BenchSession =
  | { readonly kind: 'promises'; readonly send: SendRecord; close(): Promise<void> }
  | {
      readonly kind: 'arrays'
      readonly arraySize: number
      readonly send: SendRecords
      close(): Promise<void>
    }
  | {
      readonly kind: 'callbacks'
      readonly offer: OfferRecord
      readonly hasRoom: () => Promise<void>
      close(): Promise<void>
    }
  | {
      readonly kind: 'unreported'
      readonly offer: OfferUnreported
      readonly hasRoom: () => Promise<void>
      close(): Promise<void>
    }
  | RequestSession

/** Which package is measured, and the folder in whose `node_modules` it lies. */
export interface MeasuredPackage {
  readonly name: string
  readonly from: string
}

/** A client that runs in Node.js, with its settings, behind the one interface that all scenarios use. */
export interface BenchClient {
  readonly package: MeasuredPackage
  /** For the report. */
  version(): string
  connect(target: BenchTarget, scenario: Scenario): Promise<BenchSession>
}
