import { parseArgs } from 'node:util'
import type { BrokerChoice } from './broker/broker-choice.ts'
import { CLIENT_NAMES, type ClientName } from './clients/client-names.ts'
import { requireWhole } from './require-whole.ts'
import { SCENARIO_IDS, type ScenarioId } from './scenarios/scenario.ts'
import { SCENARIOS } from './scenarios/scenarios.ts'
import { scenariosOf } from './scenarios/scenarios-of.ts'

/** What the command line asks for. */
export interface BenchArguments {
  readonly scenarios: readonly ScenarioId[]
  /** Null: all that this machine can run. */
  readonly clients: readonly ClientName[] | null
  readonly rounds: number
  /** The measured time of one cell. */
  readonly seconds: number
  /** What (h) sends. */
  readonly records: number
  /** How long (i) looks on. */
  readonly idleSeconds: number
  readonly broker: BrokerChoice
  readonly reportsJson: boolean
  readonly savesReport: boolean
  readonly cpuProfilePath: string | null
  readonly wantsHelp: boolean
}

export const USAGE = `Usage: npm run bench -- [options]

  --only NAME              one scenario, or all of one letter (repeatable; default: all)
${SCENARIO_IDS.map((id) => `                             ${id.padEnd(10)} ${SCENARIOS[id].title}`).join('\n')}
  --clients NAMES          comma-separated (default: all that can run here)
${CLIENT_NAMES.map((name) => `                             ${name}`).join('\n')}
  --rounds N               how often each cell is measured, 1 to 100 (default: 5)
  --seconds S              measured time of one cell, 0.1 to 600 (default: 3)
  --records N              what (h) sends, 1,000 to 1,000,000,000 (default: 10,000,000)
  --idle-seconds S         how long (i) looks on, 0.1 to 600 (default: 60)
  --broker kafka|null|HOST:PORT[,HOST:PORT]
                           Apache Kafka, started here (default; needs java and mvn); a broker in another process that
                           stores nothing (default without them); or a cluster of yours
  --json                   print the figures of all cells as JSON instead of the report
  --save                   keep the report and a chart in bench/results/
  --cpu-prof DIR           leave a CPU profile of every Node.js process in DIR
  --help                   print this
`

const MAX_ROUNDS = 100
const MIN_RECORDS = 1_000
const MAX_RECORDS = 1_000_000_000
const MIN_SECONDS = 0.1
const MAX_SECONDS = 600

/** @throws {Error} that names the option and the value that cannot be */
export function parseArguments(args: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [...SCENARIO_IDS] },
      clients: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      records: { type: 'string', default: '10000000' },
      'idle-seconds': { type: 'string', default: '60' },
      broker: { type: 'string' },
      json: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      'cpu-prof': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    scenarios: requireScenarios(values.only),
    clients:
      values.clients === undefined
        ? null
        : requireChoices(CLIENT_NAMES, values.clients.split(','), '--clients'),
    rounds: requireWhole(values.rounds, '--rounds', 1, MAX_ROUNDS),
    seconds: requireSeconds(values.seconds, '--seconds'),
    records: requireWhole(values.records, '--records', MIN_RECORDS, MAX_RECORDS),
    idleSeconds: requireSeconds(values['idle-seconds'], '--idle-seconds'),
    broker: brokerChoice(values.broker),
    reportsJson: values.json,
    savesReport: values.save,
    cpuProfilePath: values['cpu-prof'] ?? null,
    wantsHelp: values.help,
  }
}

/** In the order of the report, each once, however they were given. */
function requireScenarios(given: readonly string[]): readonly ScenarioId[] {
  const asked = new Set(given.flatMap((name) => requireScenariosOf(name)))
  return SCENARIO_IDS.filter((id) => asked.has(id))
}

function requireScenariosOf(name: string): readonly ScenarioId[] {
  const scenarios = scenariosOf(name)
  if (scenarios.length > 0) return scenarios
  throw new Error(`--only is one of ${SCENARIO_IDS.join(', ')} or a letter of them, not "${name}"`)
}

/** In the order of `choices`, each once, however they were given. */
function requireChoices<Choice extends string>(
  choices: readonly Choice[],
  given: readonly string[],
  option: string,
): readonly Choice[] {
  const known: readonly string[] = choices
  const unknown = given.find((value) => !known.includes(value))
  if (unknown !== undefined) {
    throw new Error(`${option} is one of ${choices.join(', ')}, not "${unknown}"`)
  }
  return choices.filter((choice) => given.includes(choice))
}

function requireSeconds(value: string, option: string): number {
  const seconds = Number(value)
  if (!(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS)) {
    throw new Error(`${option} is a number from ${MIN_SECONDS} to ${MAX_SECONDS}, not "${value}"`)
  }
  return seconds
}

function brokerChoice(value: string | undefined): BrokerChoice {
  if (value === undefined) return { kind: 'best' }
  if (value === 'kafka' || value === 'null') return { kind: value }
  const brokers = value.split(',')
  const wrong = brokers.find((broker) => !/^[^\s:]+:\d{1,5}$|^\[[^\s\]]+\]:\d{1,5}$/.test(broker))
  if (wrong !== undefined) {
    throw new Error(`--broker is kafka, null or host:port, not "${wrong}"`)
  }
  return { kind: 'given', brokers }
}
