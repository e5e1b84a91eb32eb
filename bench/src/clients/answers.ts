import type { Scenario, ScenarioId } from '../scenarios/scenario.ts'
import type { ClientName } from './client-names.ts'

const BULK: readonly ScenarioId[] = ['a', 'c-1k', 'c-10k']
const CODECS: readonly ScenarioId[] = ['d-gzip', 'd-snappy', 'd-lz4', 'd-zstd']
const AWAITED: readonly ScenarioId[] = ['e', 'f']
const MANY_PARTITIONS: readonly ScenarioId[] = ['g-6', 'g-20k', 'g-200k']
const MEMORY: readonly ScenarioId[] = ['h-window', 'h-full']
const NOTHING_SENT: readonly ScenarioId[] = ['i', 'j']
const FORMS: readonly ScenarioId[] = ['l-strings', 'l-json']
const KINDS: readonly ScenarioId[] = ['m', 'n', 'o']

/**
 * What each client is asked. Left out is what it cannot do (kafkajs brings one codec along), what is no question to it
 * (a callback to a client of promises, awaiting to one of callbacks), of 10,000 partitions a request per record, and of
 * millions of records whom they would take a quarter of an hour.
 */
const ANSWERS: Readonly<Record<ClientName, readonly ScenarioId[]>> = {
  headwater: [
    ...BULK,
    'b',
    ...CODECS,
    ...AWAITED,
    ...MANY_PARTITIONS,
    ...MEMORY,
    ...NOTHING_SENT,
    ...FORMS,
    ...KINDS,
  ],
  'headwater-best': [...BULK, ...CODECS],
  kafkajs: [...BULK, 'd-gzip', ...AWAITED, ...NOTHING_SENT, ...FORMS, ...KINDS],
  'kafkajs-best': [...BULK, 'd-gzip', ...KINDS],
  platformatic: [...BULK, ...CODECS, ...AWAITED, ...NOTHING_SENT, ...FORMS, ...KINDS],
  'platformatic-best': [...BULK, ...CODECS, ...MANY_PARTITIONS, ...KINDS],
  confluent: [...BULK, ...CODECS, ...AWAITED, ...NOTHING_SENT, ...FORMS, ...KINDS],
  'confluent-best': [...BULK, ...CODECS, ...AWAITED, ...KINDS],
  'confluent-callback': [
    ...BULK,
    'b',
    ...CODECS,
    ...MANY_PARTITIONS,
    'h-window',
    ...FORMS,
    ...KINDS,
  ],
  'confluent-callback-best': [...BULK, 'b', ...KINDS],
  'confluent-unreported': ['b'],
  'confluent-unreported-best': ['b'],
  java: [...BULK, ...CODECS, ...AWAITED, ...MANY_PARTITIONS, 'l-strings', ...KINDS],
  'java-best': [...BULK, ...AWAITED, ...KINDS],
  'java-performance': [...BULK, 'n'],
  'bare-socket': [...BULK, ...AWAITED, 'o'],
}

/** Whether the client has a part in the scenario. */
export function answers(client: ClientName, { id }: Pick<Scenario, 'id'>): boolean {
  return ANSWERS[client].includes(id)
}
