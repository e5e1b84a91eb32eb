import type { ClientName } from '../clients/client-names.ts'
import type { FigureName } from '../figures/figure-name.ts'
import type { ScenarioId } from '../scenarios/scenario.ts'
import type { SummaryRow } from './summary.ts'

/** Neither ours nor the ceiling, and told by its client what became of each record. */
const PEERS_NOT: readonly ClientName[] = [
  'headwater',
  'headwater-best',
  'bare-socket',
  'confluent-unreported',
  'confluent-unreported-best',
]

/** Looks up what was measured. */
export class Medians {
  readonly #rows: readonly SummaryRow[]

  constructor(rows: readonly SummaryRow[]) {
    this.#rows = rows
  }

  /** The median of the rounds, null when it was not measured. */
  of(scenario: ScenarioId, client: ClientName, figure: FigureName): number | null {
    const row = this.#rows.find((each) => each.scenario === scenario && each.client === client)
    return row?.figures[figure]?.median ?? null
  }

  /** What all peers have measured, whatever their settings. */
  ofPeers(scenario: ScenarioId, figure: FigureName): readonly number[] {
    return this.#rows
      .filter((row) => row.scenario === scenario && !PEERS_NOT.includes(row.client))
      .flatMap((row) => row.figures[figure]?.median ?? [])
  }
}
