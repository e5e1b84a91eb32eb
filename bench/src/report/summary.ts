import type { CellFigures } from '../cell/cell-figures.ts'
import { CLIENT_NAMES, type ClientName } from '../clients/client-names.ts'
import { SCENARIO_IDS, type ScenarioId } from '../scenarios/scenario.ts'
import type { CellResult } from './cell-result.ts'
import { type Spread, spreadOf } from './spread.ts'

/** All rounds of one client in one scenario. */
export interface SummaryRow {
  readonly scenario: ScenarioId
  readonly client: ClientName
  readonly clientVersion: string
  readonly runtime: string
  readonly recordsPerSecond: Spread
  readonly p50Ms: Spread
  readonly p99Ms: Spread
  readonly cpuUsPerRecord: Spread
}

/** The rows of the report, by scenario and then by client. A client of which every round failed has none. */
export function summarize(results: readonly CellResult[]): readonly SummaryRow[] {
  return SCENARIO_IDS.flatMap((scenario) =>
    CLIENT_NAMES.flatMap((client) => {
      const measured = results
        .filter((result) => result.scenario === scenario && result.client === client)
        .flatMap(({ outcome }) => (outcome.kind === 'measured' ? [outcome.figures] : []))
      const [first] = measured
      return first === undefined ? [] : [summaryRow(scenario, client, first, measured)]
    }),
  )
}

function summaryRow(
  scenario: ScenarioId,
  client: ClientName,
  first: CellFigures,
  rounds: readonly CellFigures[],
): SummaryRow {
  return {
    scenario,
    client,
    clientVersion: first.clientVersion,
    runtime: first.runtime,
    recordsPerSecond: spreadOf(
      rounds.map(({ records, elapsedMs }) => (records * 1000) / elapsedMs),
    ),
    p50Ms: spreadOf(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: spreadOf(rounds.map(({ p99Ms }) => p99Ms)),
    cpuUsPerRecord: spreadOf(rounds.map(({ cpuUs, records }) => cpuUs / records)),
  }
}
