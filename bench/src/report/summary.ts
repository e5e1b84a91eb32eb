import { CLIENT_NAMES, type ClientName } from '../clients/client-names.ts'
import type { CellFigures } from '../figures/cell-figures.ts'
import { FIGURE_NAMES, type FigureName } from '../figures/figure-name.ts'
import { SCENARIO_IDS, type ScenarioId } from '../scenarios/scenario.ts'
import type { CellResult } from './cell-result.ts'
import { type Spread, spreadOf } from './spread.ts'

/** All rounds of one client in one scenario. */
export interface SummaryRow {
  readonly scenario: ScenarioId
  readonly client: ClientName
  readonly clientVersion: string
  readonly runtime: string
  readonly figures: Readonly<Partial<Record<FigureName, Spread>>>
}

/** The rows of the report, by scenario and then by client. A client of which no round was measured has none. */
export function summarize(results: readonly CellResult[]): readonly SummaryRow[] {
  return SCENARIO_IDS.flatMap((scenario) =>
    CLIENT_NAMES.flatMap((client) => {
      const measured = results
        .filter((result) => result.scenario === scenario && result.client === client)
        .flatMap(({ outcome }) => (outcome.kind === 'measured' ? [outcome.figures] : []))
      const [first] = measured
      if (first === undefined) return []
      const { clientVersion, runtime } = first
      return [{ scenario, client, clientVersion, runtime, figures: spreads(measured) }]
    }),
  )
}

function spreads(rounds: readonly CellFigures[]): SummaryRow['figures'] {
  return Object.fromEntries(
    FIGURE_NAMES.flatMap((name) => {
      const values = rounds.flatMap((figures) => figures.values[name] ?? [])
      return values.length === 0 ? [] : [[name, spreadOf(values)]]
    }),
  )
}
