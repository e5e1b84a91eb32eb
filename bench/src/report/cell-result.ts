import type { CellOutcome } from '../cell/run-cell-process.ts'
import type { ClientName } from '../clients/client-names.ts'
import type { ScenarioId } from '../scenarios/scenario.ts'

/** One cell of one round, measured or failed. */
export interface CellResult {
  readonly scenario: ScenarioId
  readonly client: ClientName
  /** Counted from 1. */
  readonly round: number
  readonly outcome: CellOutcome
}
