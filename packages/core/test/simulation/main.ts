// npm run simulate -- --seeds N --start S [--threads T] [--stop-at-first] [--trace FILE]
//
// Runs the seeds S to S + N − 1, prints every broken promise with its history, the faults by kind, and one summary line;
// exits with 1 when a promise was broken. The same seed does the same, to the byte.

import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { runSeeds } from './run-seeds.ts'
import type { SeedResult } from './seed-result.ts'
import { simulateSeed } from './simulate-seed.ts'
import { faultTable, kindRows, summaryLine, traitRows, traitTable } from './simulation-report.ts'
import { KeptTrace } from './simulation-trace.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    start: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
    'stop-at-first': { type: 'boolean', default: false },
    trace: { type: 'string' },
  },
})
const start = wholeNumber('start', values.start)
const seeds = wholeNumber('seeds', values.seeds)
const results = await (values.trace === undefined ? run() : runTraced(values.trace))
const rows = kindRows(results)
console.log(traitTable(traitRows(results)))
console.log(faultTable(rows))
console.log(summaryLine(results))
if (results.some(({ violations }) => violations.length > 0)) process.exitCode = 1

function run(): Promise<readonly SeedResult[]> {
  return runSeeds({
    start,
    seeds,
    threads: wholeNumber('threads', values.threads),
    stopAtFirst: values['stop-at-first'],
    onResult: printViolations,
  })
}

/** One after the other, all traces in one file. */
async function runTraced(file: string): Promise<readonly SeedResult[]> {
  const traced: SeedResult[] = []
  writeFileSync(file, '')
  for (let seed = start; seed < start + seeds; seed++) {
    const trace = new KeptTrace()
    const result = await simulateSeed(seed, trace)
    traced.push(result)
    writeFileSync(file, `seed ${seed}\n${trace.text}`, { flag: 'a' })
    console.log(`seed ${seed}: trace ${trace.hash}`)
    printViolations(result)
    if (values['stop-at-first'] && result.violations.length > 0) break
  }
  return traced
}

function printViolations({ seed, violations }: SeedResult): void {
  for (const violation of violations) console.log(`seed ${seed}: ${violation}`)
  if (violations.length === 0) return
  console.log(
    `seed ${seed} again: npm run simulate -- --seeds 1 --start ${seed} --trace seed-${seed}.txt`,
  )
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 1) return number
  console.error(`--${name} is a whole number from 1 on, not ${JSON.stringify(text)}`)
  process.exit(2)
}
