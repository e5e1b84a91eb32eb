import { CLIENT_NAMES, type NodeClientName } from '../clients/client-names.ts'
import { SCENARIO_IDS } from '../scenarios/scenario.ts'
import type { CellRequest } from './cell-request.ts'

/** The command line of one measuring process, the same for Node.js and Java: client, scenario, brokers, topic, times. */
export function cellArguments(request: CellRequest): string[] {
  return [
    request.client,
    request.scenario,
    request.brokers.join(','),
    request.topic,
    String(request.warmUpMs),
    String(request.measureMs),
  ]
}

/**
 * The reverse of `cellArguments`, for a client that runs in Node.js.
 *
 * @throws {Error} that names the argument and its value
 */
export function parseCellArguments(args: readonly string[]): CellRequest<NodeClientName> {
  const [client = '', scenario = '', brokers = '', topic = '', warmUpMs = '', measureMs = ''] = args
  return {
    client: requireNodeClient(client),
    scenario: requireOneOf(SCENARIO_IDS, scenario, 'scenario'),
    brokers: requireText(brokers, 'list of brokers').split(','),
    topic: requireText(topic, 'topic'),
    warmUpMs: requireMs(warmUpMs, 'warm-up'),
    measureMs: requireMs(measureMs, 'measured time'),
  }
}

function requireNodeClient(value: string): NodeClientName {
  const client = requireOneOf(CLIENT_NAMES, value, 'client')
  if (client === 'java') throw new Error('The client java does not run in Node.js')
  return client
}

function requireOneOf<Choice extends string>(
  choices: readonly Choice[],
  value: string,
  name: string,
): Choice {
  const choice = choices.find((candidate) => candidate === value)
  if (choice === undefined) {
    throw new Error(`The ${name} is one of ${choices.join(', ')}, not "${value}"`)
  }
  return choice
}

function requireText(value: string, name: string): string {
  if (value === '') throw new Error(`The ${name} is missing`)
  return value
}

function requireMs(value: string, name: string): number {
  const ms = Number(value)
  if (value === '' || !Number.isInteger(ms) || ms < 0) {
    throw new Error(`The ${name} is a whole number of milliseconds, not "${value}"`)
  }
  return ms
}
