// Prints what a producer's unavoidable parts cost alone: what the targets of the benchmark are held against.

import { parseArgs } from 'node:util'
import { percentile } from '../measure/percentile.ts'
import { SPAN_OPTIONS, SPAN_USAGE, type SpanOptions, spanOptions } from '../measure/span-options.ts'
import { environmentOf } from '../report/environment.ts'
import { textTable } from '../report/text-table.ts'
import { runProgram } from '../run-program.ts'
import type { FloorFigures } from './floor-figures.ts'
import { measureFloors } from './measure-floors.ts'

const COMMAND = 'npx node bench/dist/floors/main.js'
const MEDIAN = 0.5

process.exitCode = await runProgram({
  usage: `Usage: ${COMMAND} [options]

Measures what no producer can leave out, done alone: each part in a process of its own, in CPU time of a record.

${SPAN_USAGE}`,
  parse: () => spanOptions(parseArgs({ options: SPAN_OPTIONS }).values),
  run: printFloors,
})

async function printFloors(options: SpanOptions, signal: AbortSignal): Promise<number> {
  const environment = await environmentOf(COMMAND)
  const figures = await measureFloors(options, signal, (place, count) => {
    process.stderr.write(`measuring ${place} of ${count}\n`)
  })
  console.log(environment)
  console.log(textTable([['floor', 'µs least', 'median', 'peak RSS MiB'], ...figures.map(rowOf)]))
  return 0
}

function rowOf({ title, cpuUsPerRecord, peakRssMib }: FloorFigures): readonly string[] {
  const costs = cpuUsPerRecord.toSorted((a, b) => a - b)
  const shown = [0, MEDIAN].map((share) => percentile(costs, share).toFixed(3))
  return [title, ...shown, peakRssMib.toFixed(0)]
}
