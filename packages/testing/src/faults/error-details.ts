import type { RecordRefusal } from '../cluster/broker-refusal.ts'
import type { NodeAddress } from '../cluster/cluster-view.ts'

/**
 * What an injected error says beside its code. All but the message is for Produce alone, in the versions that carry it.
 *
 * @public
 */
export interface ErrorDetails {
  /** @default `Injected`, and the error's name */
  readonly message?: string
  /** The records that are to blame (KIP-467, Produce 8). */
  readonly recordErrors?: readonly RecordRefusal[]
  /** Where the log begins (Produce 5). */
  readonly logStartOffset?: number
  /** Who leads, right or wrong (KIP-951, Produce 10). */
  readonly currentLeader?: { readonly leaderId: number; readonly leaderEpoch: number }
  /** Where leaders are, right or wrong (KIP-951, Produce 10). */
  readonly nodeEndpoints?: readonly NodeAddress[]
}
