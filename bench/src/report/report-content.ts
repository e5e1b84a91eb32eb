import { CLIENT_NAMES } from '../clients/client-names.ts'
import { SCENARIO_IDS, type ScenarioId } from '../scenarios/scenario.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import type { CellResult } from './cell-result.ts'
import type { Environment } from './environment.ts'
import { FIGURE_COLUMNS, type FigureColumn } from './figure-columns.ts'
import { type JudgedTarget, judgeTargets } from './judge-targets.ts'
import { Medians } from './medians.ts'
import type { Spread } from './spread.ts'
import { type SummaryRow, summarize } from './summary.ts'
import { TARGETS } from './targets.ts'
import { threeDigits } from './three-digits.ts'

/** Of a longer course every second is shown, or every third, and so on. */
const MOST_SAMPLES = 24

/** A table of text; its first row is the heading. */
export interface ReportTable {
  readonly title: string
  readonly rows: readonly (readonly string[])[]
}

/** What a report says, whatever it is written as. */
export interface ReportContent {
  /** Name and value: where and how it was measured. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly tables: readonly ReportTable[]
  /** How the memory of a client went, where that is the question, a line each. */
  readonly courses: readonly string[]
  /** One line for each cell that failed. */
  readonly failures: readonly string[]
  /** Null when no target can be judged. */
  readonly targets: ReportTable | null
}

export function reportContent(
  environment: Environment,
  results: readonly CellResult[],
): ReportContent {
  const rows = summarize(results)
  return {
    facts: factsOf(environment),
    tables: SCENARIO_IDS.flatMap((id) => scenarioTable(id, rows, results) ?? []),
    courses: results.flatMap(memoryCourse),
    failures: failures(results),
    targets: targetTable(judgeTargets(TARGETS, new Medians(rows))),
  }
}

function factsOf(environment: Environment): ReportContent['facts'] {
  return [
    ['date', environment.date],
    ['commit', environment.commit],
    ['command', environment.command],
    ['machine', environment.machine],
    ['load', environment.load],
    ['system', environment.system],
    ['broker', environment.broker],
    ['records', '8-byte keys, 100-byte values, 6 partitions, where nothing else is said'],
    ['figures', 'median (min – max) of the rounds; one process per client, scenario and round'],
  ]
}

function scenarioTable(
  id: ScenarioId,
  allRows: readonly SummaryRow[],
  results: readonly CellResult[],
): ReportTable | null {
  const rows = allRows.filter(({ scenario }) => scenario === id)
  const absent = absentRows(id, results)
  if (rows.length + absent.length === 0) return null
  const columns = FIGURE_COLUMNS.filter(({ name }) => rows.some(({ figures }) => figures[name]))
  const heading = ['', ...columns.map(({ heading: text }) => text)]
  const measured = rows.map((row) => [
    `${row.client} ${row.clientVersion}, ${row.runtime}`,
    ...columns.map((column) => cellText(row.figures[column.name], column)),
  ])
  return { title: `(${id}) ${SCENARIOS[id].title}`, rows: [heading, ...measured, ...absent] }
}

function absentRows(id: ScenarioId, results: readonly CellResult[]): readonly string[][] {
  return CLIENT_NAMES.flatMap((client) => {
    const result = results.find(
      (each) => each.scenario === id && each.client === client && each.outcome.kind === 'absent',
    )
    return result?.outcome.kind === 'absent' ? [[client, result.outcome.reason]] : []
  })
}

function cellText(spread: Spread | undefined, { text }: FigureColumn): string {
  if (spread === undefined) return '–'
  const { median, min, max } = spread
  return min === max ? text(median) : `${text(median)} (${text(min)} – ${text(max)})`
}

function memoryCourse({ scenario, client, round, outcome }: CellResult): readonly string[] {
  const series = outcome.kind === 'measured' ? outcome.figures.rssSeriesMebibytes : undefined
  if (series === undefined) return []
  const step = Math.ceil(series.length / MOST_SAMPLES)
  const shown = series.filter((_, index) => index % step === 0)
  return [`(${scenario}) ${client}, round ${round}, RSS over the run in MiB: ${shown.join(' ')}`]
}

function failures(results: readonly CellResult[]): readonly string[] {
  return results.flatMap(({ scenario, client, round, outcome }) =>
    outcome.kind === 'failed'
      ? [`FAILED (${scenario}) ${client}, round ${round}: ${outcome.reason}`]
      : [],
  )
}

function targetTable(judged: readonly JudgedTarget[]): ReportTable | null {
  if (judged.length === 0) return null
  return {
    title: 'Targets: headwater on its defaults, ratios of medians',
    rows: [
      ['', 'measured', 'target', ''],
      ...judged.map(({ target, measured, isReached }) => [
        targetLabel(target),
        threeDigits(measured),
        `${target.bound.kind} ${threeDigits(target.bound.value)}`,
        isReached ? 'reached' : 'missed',
      ]),
    ],
  }
}

function targetLabel({ scenario, figure, subject }: JudgedTarget['target']): string {
  const heading = FIGURE_COLUMNS.find(({ name }) => name === figure)?.heading ?? figure
  switch (subject.kind) {
    case 'figure':
      return `(${scenario}) ${heading}`
    case 'peer':
      return `(${scenario}) ${heading} / ${subject.peer}`
    case 'best peer':
      return `(${scenario}) ${heading} / best peer`
    case 'scenario':
      return `(${scenario}) ${heading} / (${subject.other})`
    default:
      return subject satisfies never
  }
}
