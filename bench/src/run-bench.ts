import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchArguments } from './arguments.ts'
import { openBroker } from './broker/open-broker.ts'
import { type CellPlan, planCells } from './cell-plan.ts'
import { absence } from './clients/absence.ts'
import { CLIENT_NAMES, type ClientName } from './clients/client-names.ts'
import { confluentNode } from './clients/confluent/confluent-node.ts'
import { isJavaClient } from './clients/is-java-client.ts'
import { javaVersion } from './java/java-version.ts'
import { prepareJava } from './java/prepare-java.ts'
import { type MeasureOptions, measureCells } from './measure-cells.ts'
import { benchReport } from './report/bench-report.ts'
import type { CellResult } from './report/cell-result.ts'
import { environmentOf } from './report/environment.ts'
import { reportContent } from './report/report-content.ts'
import { saveReport } from './report/save-report.ts'
import { isTimed } from './scenarios/is-timed.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { SCENARIOS } from './scenarios/scenarios.ts'

const MS_PER_SECOND = 1000
const BROKER_WARM_UP_MS = 1_000

/** Brokers are started one kind after the other: two at once would share the machine. */
const BROKER_ORDER: readonly Scenario['broker'][] = ['none', 'main', 'null', 'three']

/** What one run has found out and brought about before it measures. */
interface Run {
  readonly options: BenchArguments
  readonly clients: readonly ClientName[]
  readonly measure: MeasureOptions
  readonly signal: AbortSignal
}

/**
 * One whole run: brokers, all cells, report. Prints progress on stderr and the report on stdout.
 *
 * @param args what was given on the command line, for the report
 * @returns the exit code: 1 when a cell failed, else 0, whatever the ratios are: this measures, it does not judge
 */
export async function runBench(
  options: BenchArguments,
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const java = await javaVersion()
  if (java === null && options.broker.kind === 'kafka') {
    throw new Error(
      'Apache Kafka needs java (17 or newer) and mvn: apt-get install default-jdk-headless maven',
    )
  }
  const confluentNodePath = confluentNode()
  const asked = options.clients ?? CLIENT_NAMES
  const missing = (client: ClientName) =>
    absence(client, { hasJava: java !== null, hasConfluent: confluentNodePath !== null })
  const clients = asked.filter((client) => missing(client) === null)
  const absent = asked.flatMap((client) => absentRows(options, client, missing(client)))
  const folder = await mkdtemp(join(tmpdir(), 'headwater-bench-'))
  try {
    const needsJava = java !== null && clients.some(isJavaClient)
    const scenarios = options.scenarios.map((id) => SCENARIOS[id])
    const measure: MeasureOptions = {
      measureMs: Math.round(options.seconds * MS_PER_SECOND),
      recordCount: options.records,
      idleMs: Math.round(options.idleSeconds * MS_PER_SECOND),
      java: needsJava ? await prepareJava(java, scenarios, folder, signal) : null,
      confluentNodePath,
      cpuProfilePath: options.cpuProfilePath,
    }
    return await report({ options, clients, measure, signal }, args, java !== null, absent)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function report(
  run: Run,
  args: readonly string[],
  hasJava: boolean,
  absent: readonly CellResult[],
): Promise<number> {
  const environment = await environmentOf(['npm run bench --', ...args].join(' '))
  const descriptions: string[] = []
  const results: CellResult[] = [...absent]
  for (const kind of BROKER_ORDER) {
    const measured = await measureOn(kind, run, hasJava)
    if (measured === null) continue
    descriptions.push(measured.description)
    results.push(...measured.results)
  }
  if (results.length === 0) throw new Error('Nothing to measure: no client has a part in it')
  const whole = { ...environment, broker: descriptions.join('; ') || 'none' }
  process.stdout.write(
    run.options.reportsJson
      ? `${JSON.stringify({ environment: whole, results }, null, 2)}\n`
      : `\n${benchReport(reportContent(whole, results))}`,
  )
  if (run.options.savesReport) {
    process.stderr.write(`kept in ${await saveReport(whole, results)}\n`)
  }
  return results.some(({ outcome }) => outcome.kind === 'failed') ? 1 : 0
}

/** All cells that are sent to one kind of broker. @returns null when there are none */
async function measureOn(
  kind: Scenario['broker'],
  { options, clients, measure, signal }: Run,
  hasJava: boolean,
): Promise<{ readonly description: string; readonly results: readonly CellResult[] } | null> {
  const scenarios = options.scenarios.filter((id) => SCENARIOS[id].broker === kind)
  const plan = planCells(scenarios, clients, options.rounds)
  if (plan.length === 0) return null
  const broker = await openBroker(kind, options.broker, hasJava)
  if (broker === null) {
    const reason = 'needs a cluster of three nodes'
    const results = planCells(scenarios, clients, 1).map((cell) => absentCell(cell, reason))
    return { description: 'no three nodes', results }
  }
  try {
    // What is measured first would else pay for the broker's cold compiler: Java was seen at a third of its rate there.
    const timed = scenarios.filter((id) => isTimed(SCENARIOS[id]))
    const warmUp = planCells(timed.slice(0, 1), clients, 1)
    if (warmUp.length > 0) process.stderr.write(`warming ${broker.description}\n`)
    const briefly = { ...measure, measureMs: BROKER_WARM_UP_MS, cpuProfilePath: null }
    await measureCells(warmUp, broker, briefly, signal, () => {})
    const results = await measureCells(plan, broker, measure, signal, printProgress)
    return { description: broker.description, results }
  } finally {
    await broker.stop()
  }
}

function absentRows(
  { scenarios }: BenchArguments,
  client: ClientName,
  reason: string | null,
): readonly CellResult[] {
  if (reason === null) return []
  return planCells(scenarios, [client], 1).map((cell) => absentCell(cell, reason))
}

function absentCell(cell: CellPlan, reason: string): CellResult {
  return { ...cell, outcome: { kind: 'absent', reason } }
}

function printProgress({ round, scenario, client, outcome }: CellResult): void {
  process.stderr.write(`round ${round} (${scenario}) ${client}: ${progressOf(outcome)}\n`)
}

function progressOf(outcome: CellResult['outcome']): string {
  if (outcome.kind !== 'measured') return `${outcome.kind.toUpperCase()}: ${outcome.reason}`
  const { recordsPerSecond } = outcome.figures.values
  return recordsPerSecond === undefined ? 'done' : `${Math.round(recordsPerSecond)} records/s`
}
