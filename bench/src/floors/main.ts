// Prints what a producer's unavoidable parts cost alone: what the targets of the benchmark are held against.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { percentile } from '../measure/percentile.ts'
import { environmentOf } from '../report/environment.ts'
import { textTable } from '../report/text-table.ts'
import type { FloorFigures } from './floor-figures.ts'
import { FLOORS } from './floors.ts'

const PROGRAM_PATH = fileURLToPath(new URL('./run-floor.js', import.meta.url))
const SPANS = 20
const SPAN_MS = 400
const MEDIAN = 0.5

console.log(await environmentOf('npx node bench/dist/floors/main.js'))
const rows = [['floor', 'µs least', 'median', 'peak RSS MiB']]
for (const index of FLOORS.keys()) {
  const { title, cpuUsPerRecord, peakRssMib } = await figuresOf(index)
  const costs = cpuUsPerRecord.toSorted((a, b) => a - b)
  const shown = [0, MEDIAN].map((share) => percentile(costs, share).toFixed(3))
  rows.push([title, ...shown, peakRssMib.toFixed(0)])
}
console.log(textTable(rows))

/** Of a process of its own, so that no floor stands on the memory of another. */
async function figuresOf(index: number): Promise<FloorFigures> {
  const child = fork(PROGRAM_PATH, [index, SPANS, SPAN_MS].map(String))
  const ended = once(child, 'exit').then(([code, signal]): never => {
    throw new Error(`The process of a floor has ended: ${code ?? signal}`)
  })
  const [figures] = await Promise.race([once(child, 'message'), ended])
  await ended.catch(() => {})
  return figures as FloorFigures
}
