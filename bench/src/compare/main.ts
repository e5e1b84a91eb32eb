// Prints what a record costs the core packages of several checkouts, measured in turn.

import { percentile } from '../measure/percentile.ts'
import { environmentOf } from '../report/environment.ts'
import { textTable } from '../report/text-table.ts'
import { runProgram } from '../run-program.ts'
import { type CompareArguments, parseCompareArguments, USAGE } from './compare-arguments.ts'
import { compareCheckouts } from './compare-checkouts.ts'
import type { SpanFigures } from './measure-span.ts'

const MEDIAN = 0.5
const LOWER_QUARTILE = 0.25

process.exitCode = await runProgram({
  usage: USAGE,
  parse: () => parseCompareArguments(process.argv.slice(2)),
  run: compare,
})

async function compare(options: CompareArguments, signal: AbortSignal): Promise<number> {
  const environment = await environmentOf('npx node bench/dist/compare/main.js')
  const { broker, spans } = await compareCheckouts(options, signal)
  console.log({ ...environment, broker })
  console.log(tableOf(options, spans))
  return 0
}

function tableOf(
  { scenario, checkouts }: CompareArguments,
  figures: readonly (readonly SpanFigures[])[],
): string {
  const heading = [
    `(${scenario.id}) ${scenario.title}`,
    'µs least',
    'quarter',
    'median',
    'records/s',
  ]
  const rows = checkouts.map((checkout, index) => {
    const spans = figures[index] ?? []
    const costs = sorted(spans.map(({ cpuUsPerRecord }) => cpuUsPerRecord))
    const rates = sorted(spans.map(({ recordsPerSecond }) => recordsPerSecond))
    return [
      checkout,
      ...[0, LOWER_QUARTILE, MEDIAN].map((share) => percentile(costs, share).toFixed(2)),
      Math.round(percentile(rates, MEDIAN)).toLocaleString('en'),
    ]
  })
  return textTable([heading, ...rows])
}

function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b)
}
