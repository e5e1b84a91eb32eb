import { SCENARIO_IDS } from '../scenarios/scenario.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import type { CellResult } from './cell-result.ts'
import type { Environment } from './environment.ts'
import { type Ratio, ratios } from './ratios.ts'
import type { Spread } from './spread.ts'
import { type SummaryRow, summarize } from './summary.ts'
import { textTable } from './text-table.ts'

const HEADING = ['', 'records/s', 'p50 ms', 'p99 ms', 'CPU µs/record']

/** The report for people: where it was measured, one table per scenario, what failed, the ratios beside their targets. */
export function benchReport(environment: Environment, results: readonly CellResult[]): string {
  const rows = summarize(results)
  const sections = [
    environmentText(environment),
    ...SCENARIO_IDS.flatMap((id) => {
      const own = rows.filter((row) => row.scenario === id)
      return own.length === 0 ? [] : [`(${id}) ${SCENARIOS[id].title}\n\n${scenarioTable(own)}`]
    }),
    ...failures(results),
    ratioText(ratios(rows)),
  ]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

function environmentText(environment: Environment): string {
  return [
    ['date', environment.date],
    ['commit', environment.commit],
    ['command', environment.command],
    ['machine', environment.machine],
    ['load', environment.load],
    ['system', environment.system],
    ['broker', environment.broker],
    ['records', '8-byte keys, 100-byte values, 6 partitions; every client on its defaults'],
    ['figures', 'median (min – max) of the rounds; one process per client, scenario and round'],
  ]
    .map(([name = '', value = '']) => `${name.padEnd(8)} ${value}`)
    .join('\n')
}

function scenarioTable(rows: readonly SummaryRow[]): string {
  return textTable([
    HEADING,
    ...rows.map((row) => [
      `${row.client} ${row.clientVersion}, ${row.runtime}`,
      spreadText(row.recordsPerSecond, wholeNumber),
      spreadText(row.p50Ms, threeDigits),
      spreadText(row.p99Ms, threeDigits),
      spreadText(row.cpuUsPerRecord, threeDigits),
    ]),
  ])
}

function failures(results: readonly CellResult[]): string[] {
  return results.flatMap(({ scenario, client, round, outcome }) =>
    outcome.kind === 'failed'
      ? [`FAILED (${scenario}) ${client}, round ${round}: ${outcome.reason}`]
      : [],
  )
}

function ratioText(compared: readonly Ratio[]): string {
  if (compared.length === 0) return ''
  return textTable([
    ['ratio of medians', 'measured', 'target'],
    ...compared.map(({ label, ratio, target }) => [label, threeDigits(ratio), String(target)]),
  ])
}

function spreadText({ median, min, max }: Spread, text: (value: number) => string): string {
  return min === max ? text(median) : `${text(median)} (${text(min)} – ${text(max)})`
}

function wholeNumber(value: number): string {
  return Math.round(value).toLocaleString('en')
}

/** Three digits that mean something, and no more: 0.117, 2.43, 45.1, 1,234. */
function threeDigits(value: number): string {
  return value.toLocaleString(
    'en',
    value < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 },
  )
}
