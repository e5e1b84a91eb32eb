import { meanValueBytes } from '../records/mean-value-bytes.ts'
import type { Scenario } from '../scenarios/scenario.ts'

const MAX_RECORDS = 1_000

/** Half of what Kafka takes in one batch: all records of an array may be for one partition. */
const MAX_BYTES = 524_288

/** How many records a client is handed at a time whose documentation says that many at a time are faster. */
export function arraySize({ records }: Pick<Scenario, 'records'>): number {
  return Math.max(1, Math.min(MAX_RECORDS, Math.floor(MAX_BYTES / meanValueBytes(records))))
}
