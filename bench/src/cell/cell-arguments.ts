import { CLIENT_NAMES, type NodeClientName } from '../clients/client-names.ts'
import { isJavaClient } from '../clients/is-java-client.ts'
import { SCENARIO_IDS } from '../scenarios/scenario.ts'
import type { CellRequest } from './cell-request.ts'

/** The command line of one measuring process in Node.js: client, scenario, brokers, topic, times, count. */
export function cellArguments(request: CellRequest<NodeClientName>): string[] {
  return [
    request.client,
    request.scenario,
    request.brokers.join(','),
    request.topic,
    String(request.warmUpMs),
    String(request.measureMs),
    String(request.recordCount),
    String(request.idleMs),
  ]
}

/**
 * The reverse of `cellArguments`.
 *
 * @throws {Error} that names the argument and its value
 */
export function parseCellArguments(args: readonly string[]): CellRequest<NodeClientName> {
  const [client = '', scenario = '', brokers = '', topic = '', ...numbers] = args
  const [warmUpMs = '', measureMs = '', recordCount = '', idleMs = ''] = numbers
  return {
    client: requireNodeClient(client),
    scenario: requireOneOf(SCENARIO_IDS, scenario, 'scenario'),
    brokers: requireText(brokers, 'list of brokers').split(','),
    topic: requireText(topic, 'topic'),
    warmUpMs: requireWhole(warmUpMs, 'warm-up in ms'),
    measureMs: requireWhole(measureMs, 'measured time in ms'),
    recordCount: requireWhole(recordCount, 'count of records'),
    idleMs: requireWhole(idleMs, 'idle time in ms'),
  }
}

function requireNodeClient(value: string): NodeClientName {
  const client = requireOneOf(CLIENT_NAMES, value, 'client')
  if (isJavaClient(client)) throw new Error(`The client ${client} does not run in Node.js`)
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

function requireWhole(value: string, name: string): number {
  const number = Number(value)
  if (value === '' || !Number.isInteger(number) || number < 0) {
    throw new Error(`The ${name} is a whole number, not "${value}"`)
  }
  return number
}
