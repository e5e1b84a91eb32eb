import { parseArgs } from 'node:util'
import type { BrokerChoice } from './broker/broker-choice.ts'
import { CLIENT_NAMES, type ClientName } from './clients/client-names.ts'
import { SCENARIO_IDS, type ScenarioId } from './scenarios/scenario.ts'

/** What the command line asks for. */
export interface BenchArguments {
  readonly scenarios: readonly ScenarioId[]
  /** Null: all that this machine can run. */
  readonly clients: readonly ClientName[] | null
  readonly rounds: number
  /** The measured time of one cell. */
  readonly seconds: number
  readonly broker: BrokerChoice
  readonly reportsJson: boolean
  readonly cpuProfilePath: string | null
  readonly wantsHelp: boolean
}

export const USAGE = `Usage: npm run bench -- [options]

  --only a|b|c             one scenario (repeatable; default: all)
                             a  a promise per record, window of 20,000 unsettled
                             b  200 awaiting senders
                             c  one awaited send at a time
  --clients NAMES          comma-separated: ${CLIENT_NAMES.join(', ')} (default: all that can run here)
  --rounds N               how often each cell is measured, 1 to 100 (default: 3)
  --seconds S              measured time of one cell, 0.1 to 600 (default: 5)
  --broker kafka|null|HOST:PORT[,HOST:PORT]
                           Apache Kafka, started here (default; needs java and mvn); a broker in another process that
                           stores nothing (default without them); or a cluster of yours
  --json                   print the figures of all cells as JSON instead of the report
  --cpu-prof DIR           leave a CPU profile of every Node.js process in DIR
  --help                   print this
`

const MAX_ROUNDS = 100
const MIN_SECONDS = 0.1
const MAX_SECONDS = 600

/** @throws {Error} that names the option and the value that cannot be */
export function parseArguments(args: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [...SCENARIO_IDS] },
      clients: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '5' },
      broker: { type: 'string' },
      json: { type: 'boolean', default: false },
      'cpu-prof': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    scenarios: requireChoices(SCENARIO_IDS, values.only, '--only'),
    clients:
      values.clients === undefined
        ? null
        : requireChoices(CLIENT_NAMES, values.clients.split(','), '--clients'),
    rounds: requireRounds(values.rounds),
    seconds: requireSeconds(values.seconds),
    broker: brokerChoice(values.broker),
    reportsJson: values.json,
    cpuProfilePath: values['cpu-prof'] ?? null,
    wantsHelp: values.help,
  }
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

function requireRounds(value: string): number {
  const rounds = Number(value)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS) {
    throw new Error(`--rounds is a whole number from 1 to ${MAX_ROUNDS}, not "${value}"`)
  }
  return rounds
}

function requireSeconds(value: string): number {
  const seconds = Number(value)
  if (!(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS)) {
    throw new Error(`--seconds is a number from ${MIN_SECONDS} to ${MAX_SECONDS}, not "${value}"`)
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
