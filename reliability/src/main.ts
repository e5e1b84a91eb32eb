import os from 'node:os'
import { MissingProgramsError } from '@headwater/apache-kafka'
import { parseArguments, type ReliabilityArguments } from './arguments.ts'
import type { Check, CheckSettings } from './checks/check.ts'
import { closing } from './checks/closing.ts'
import { deaths } from './checks/deaths.ts'
import { idle } from './checks/idle.ts'
import { leaders } from './checks/leaders.ts'
import { loop } from './checks/loop.ts'
import { memory } from './checks/memory.ts'
import { outage } from './checks/outage.ts'
import { quorum } from './checks/quorum.ts'
import { rolling } from './checks/rolling.ts'
import { printCheck } from './report/print-check.ts'
import { allHold, type CheckResult, verdict } from './report/verdict.ts'

const CHECKS: readonly Check[] = [
  outage,
  idle,
  loop,
  memory,
  closing,
  deaths,
  leaders,
  rolling,
  quorum,
]
const NAMES = CHECKS.map(({ name }) => name)

const USAGE = `Usage: npm run reliability -- [options]

  --only ${NAMES.join('|')}   (repeatable; default: all)
${CHECKS.map(({ name, title }) => `           ${name.padEnd(8)} ${title}`).join('\n')}
  --seconds N   how long the main part of each check lasts (default: 60)
  --rate N      records a second in outage, deaths, leaders, rolling and quorum (default: 2000)
  --help        print this

Each number is printed beside its bar. Ends with 0 when every bar holds, with 1 when one does not or a check could not
measure, with 2 when the options are wrong.
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
  return runChecks(options)
}

async function runChecks({
  checks,
  seconds,
  ratePerSecond,
}: ReliabilityArguments): Promise<number> {
  console.log(machine())
  const note = (line: string): void => console.error(`  … ${line}`)
  const results: CheckResult[] = []
  for (const check of CHECKS) {
    if (!checks.includes(check.name)) continue
    results.push(await resultOf(check, { seconds, ratePerSecond, note }))
  }
  console.log(verdict(results))
  return allHold(results) ? 0 : 1
}

/** One that cannot measure, for want of a program say, does not keep the others from it. */
async function resultOf(check: Check, settings: CheckSettings): Promise<CheckResult> {
  const { name, title } = check
  try {
    const figures = await check.run(settings)
    console.log(printCheck(name, title, figures))
    return { name, figures, failure: null }
  } catch (error) {
    console.error(error instanceof MissingProgramsError ? error.message : error)
    const [failure = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    return { name, figures: [], failure }
  }
}

function machine(): string {
  const processors = os.cpus()
  const load = os.loadavg()[0]?.toFixed(1)
  return `${processors[0]?.model.trim()}, ${processors.length} cores, load ${load}; Node ${process.version}\n`
}
