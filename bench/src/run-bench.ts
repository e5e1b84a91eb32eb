import type { BenchArguments } from './arguments.ts'
import type { BenchBroker } from './broker/bench-broker.ts'
import { openBroker } from './broker/open-broker.ts'
import { planCells } from './cell-plan.ts'
import { CLIENT_NAMES, type ClientName } from './clients/client-names.ts'
import { javaLibraries } from './java/java-libraries.ts'
import { hasJavaTools } from './java/java-tools.ts'
import { measureCells } from './measure-cells.ts'
import { benchReport } from './report/bench-report.ts'
import type { CellResult } from './report/cell-result.ts'
import { environmentOf } from './report/environment.ts'
import type { ScenarioId } from './scenarios/scenario.ts'

const MS_PER_SECOND = 1000
const BROKER_WARM_UP_MS = 1_000

/**
 * One whole run: broker, all cells, report. Prints progress on stderr and the report on stdout.
 *
 * @param args what was given on the command line, for the report
 * @returns the exit code: 1 when a cell failed, else 0, whatever the ratios are: this measures, it does not judge
 */
export async function runBench(
  options: BenchArguments,
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const hasJava = await hasJavaTools()
  const clients = chooseClients(options.clients, hasJava)
  requireJavaTools(options, clients, hasJava)
  const plan = planCells(options.scenarios, clients, options.rounds)
  if (plan.length === 0) throw new Error('Nothing to measure: bare-socket answers only scenario c')
  const javaLibrariesPath = clients.includes('java') ? await javaLibraries(signal) : null
  const broker = await openBroker(options.broker, hasJava)
  try {
    const environment = await environmentOf(args, broker.description)
    const { cpuProfilePath } = options
    const measureMs = Math.round(options.seconds * MS_PER_SECOND)
    const cellOptions = { measureMs, javaLibrariesPath, cpuProfilePath }
    await warmBroker(options.scenarios, clients, broker, javaLibrariesPath, signal)
    const results = await measureCells(plan, broker, cellOptions, signal, printProgress)
    process.stdout.write(
      options.reportsJson
        ? `${JSON.stringify({ environment, results }, null, 2)}\n`
        : `\n${benchReport(environment, results)}`,
    )
    return results.some(({ outcome }) => outcome.kind === 'failed') ? 1 : 0
  } finally {
    await broker.stop()
  }
}

/**
 * Lets every client send for a moment to a broker that has just started and counts none of it. Else the first one
 * measured would pay for the broker's cold compiler: Java was seen at a third of its rate there.
 */
async function warmBroker(
  scenarios: readonly ScenarioId[],
  clients: readonly ClientName[],
  broker: BenchBroker,
  javaLibrariesPath: string | null,
  signal: AbortSignal,
): Promise<void> {
  process.stderr.write('warming the broker\n')
  const plan = planCells(scenarios.slice(0, 1), clients, 1)
  const options = { measureMs: BROKER_WARM_UP_MS, javaLibrariesPath, cpuProfilePath: null }
  await measureCells(plan, broker, options, signal, () => {})
}

function chooseClients(
  asked: readonly ClientName[] | null,
  hasJava: boolean,
): readonly ClientName[] {
  return asked ?? CLIENT_NAMES.filter((client) => client !== 'java' || hasJava)
}

function requireJavaTools(
  { broker }: BenchArguments,
  clients: readonly ClientName[],
  hasJava: boolean,
): void {
  if (hasJava || (broker.kind !== 'kafka' && !clients.includes('java'))) return
  throw new Error(
    'Apache Kafka and its Java client need java (17 or newer) and mvn: apt-get install default-jdk-headless maven',
  )
}

function printProgress({ round, scenario, client, outcome }: CellResult): void {
  const figures =
    outcome.kind === 'measured'
      ? `${Math.round((outcome.figures.records * MS_PER_SECOND) / outcome.figures.elapsedMs)} records/s`
      : `FAILED: ${outcome.reason}`
  process.stderr.write(`round ${round} (${scenario}) ${client}: ${figures}\n`)
}
