import type { SettleDetail, SettleTarget } from './delivery-reporter.ts'

/** Who is told what became of one record, and what that costs beside the record's bytes. */
export interface Recipient {
  readonly target: SettleTarget
  readonly detail: SettleDetail
  /** The promise that `detail` rejects, if there is one. */
  readonly promise: Promise<unknown> | null
  readonly overheadBytes: number
}
