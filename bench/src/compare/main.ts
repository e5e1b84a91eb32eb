// Prints what a record costs the core packages of several checkouts, measured in turn.

import { nullBrokerProcess } from '../broker/null-broker-process.ts'
import { percentile } from '../measure/percentile.ts'
import { environmentOf } from '../report/environment.ts'
import { textTable } from '../report/text-table.ts'
import { type CompareArguments, parseCompareArguments, USAGE } from './compare-arguments.ts'
import { compareCheckouts } from './compare-checkouts.ts'
import type { SpanFigures } from './measure-span.ts'

const USAGE_ERROR = 2
const MEDIAN = 0.5
const LOWER_QUARTILE = 0.25

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  let options: CompareArguments
  try {
    options = parseCompareArguments(args)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
    return USAGE_ERROR
  }
  const broker = await nullBrokerProcess()
  try {
    const environment = await environmentOf('npx node bench/dist/compare/main.js')
    const figures = await compareCheckouts(options, broker)
    console.log({ ...environment, broker: broker.description })
    console.log(tableOf(options, figures))
    return 0
  } finally {
    await broker.stop()
  }
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
