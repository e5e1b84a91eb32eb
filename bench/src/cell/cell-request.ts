import type { BenchTarget } from '../clients/bench-client.ts'
import type { ClientName } from '../clients/client-names.ts'
import type { ScenarioId } from '../scenarios/scenario.ts'

/** One cell of the table to fill: who sends how, to where and for how long. */
export interface CellRequest<Client extends ClientName = ClientName> extends BenchTarget {
  readonly client: Client
  readonly scenario: ScenarioId
  /** Sending that is not counted, so that compilers, connections and windows are warm. */
  readonly warmUpMs: number
  readonly measureMs: number
  /** How many records are sent where records are counted and not time. */
  readonly recordCount: number
  /** How long a client is watched that does nothing. */
  readonly idleMs: number
}
