import os from 'node:os'
import { MissingProgramsError } from '@headwater/apache-kafka'
import { parseArguments, type ReliabilityArguments } from './arguments.ts'
import type { Check } from './checks/check.ts'
import { closing } from './checks/closing.ts'
import { deaths } from './checks/deaths.ts'
import { idle } from './checks/idle.ts'
import { loop } from './checks/loop.ts'
import { memory } from './checks/memory.ts'
import { outage } from './checks/outage.ts'
import { printCheck } from './report/print-check.ts'

const CHECKS: readonly Check[] = [outage, idle, loop, memory, closing, deaths]
const NAMES = CHECKS.map(({ name }) => name)

const USAGE = `Usage: npm run reliability -- [options]

  --only ${NAMES.join('|')}   (repeatable; default: all)
${CHECKS.map(({ name, title }) => `           ${name.padEnd(8)} ${title}`).join('\n')}
  --seconds N   how long the main part of each check lasts (default: 60)
  --rate N      records a second in outage and deaths (default: 2000)
  --help        print this
`

const USAGE_ERROR = 2
const INTERRUPTED = 130

// Ending by `exit` ends brokers and clients, too; ending by the signal itself would leave them running.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(INTERRUPTED))
}

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  let options: ReliabilityArguments
  try {
    options = parseArguments(args, NAMES)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    return USAGE_ERROR
  }
  if (options.wantsHelp) {
    console.log(USAGE)
    return 0
  }
  try {
    return await runChecks(options)
  } catch (error) {
    console.error(error instanceof MissingProgramsError ? error.message : error)
    return 1
  }
}

async function runChecks({
  checks,
  seconds,
  ratePerSecond,
}: ReliabilityArguments): Promise<number> {
  console.log(machine())
  const note = (line: string): void => console.error(`  … ${line}`)
  let allHold = true
  for (const { name, title, run } of CHECKS) {
    if (!checks.includes(name)) continue
    const figures = await run({ seconds, ratePerSecond, note })
    console.log(printCheck(title, figures))
    allHold &&= figures.every(({ holds }) => holds)
  }
  return allHold ? 0 : 1
}

function machine(): string {
  const processors = os.cpus()
  const load = os.loadavg()[0]?.toFixed(1)
  return `${processors[0]?.model.trim()}, ${processors.length} cores, load ${load}; Node ${process.version}\n`
}
