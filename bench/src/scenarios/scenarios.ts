import { USUAL_RECORDS } from '../records/record-shape.ts'
import type { Scenario, ScenarioId } from './scenario.ts'

const WINDOW_SIZE = 20_000
const WIDE_WINDOW_SIZE = 200_000

const USUAL: Omit<Scenario, 'id' | 'title'> = {
  records: USUAL_RECORDS,
  partitions: 6,
  maxRounds: null,
  work: { kind: 'window', size: WINDOW_SIZE },
  compression: 'none',
  broker: 'main',
}

const ORDERS: Omit<Scenario, 'id' | 'title'> = {
  ...USUAL,
  records: { ...USUAL_RECORDS, value: { kind: 'orders' } },
}

/**
 * Keys enough to reach every one of the partitions, some thirteen of them each. With callbacks: 200,000 unsettled promises are
 * more than our defaults keep, and are refused.
 */
const MANY: Omit<Scenario, 'id' | 'title'> = {
  ...USUAL,
  records: { ...USUAL_RECORDS, keyCount: 131_072 },
  partitions: 10_000,
  work: { kind: 'callbacks', size: WINDOW_SIZE },
  broker: 'null',
}

const WIDE_WINDOW: Scenario['work'] = { kind: 'callbacks', size: WIDE_WINDOW_SIZE }

/** All scenarios, by the name that the command line and the report use. */
export const SCENARIOS: Readonly<Record<ScenarioId, Scenario>> = Object.freeze({
  a: scenario('a', 'a promise per record, window of 20,000 unsettled', USUAL),
  b: scenario('b', 'a callback per record, no promise, window of 20,000', {
    ...USUAL,
    work: { kind: 'callbacks', size: WINDOW_SIZE },
  }),
  'c-1k': scenario('c-1k', 'values of 1 KiB, window of 20,000', valuesOf(1_024, WINDOW_SIZE)),
  'c-10k': scenario(
    'c-10k',
    'values of 10 KiB, window of 2,000',
    valuesOf(10_240, WINDOW_SIZE / 10),
  ),
  'd-gzip': scenario('d-gzip', 'gzip, JSON of 500 bytes', { ...ORDERS, compression: 'gzip' }),
  'd-snappy': scenario('d-snappy', 'snappy, JSON of 500 bytes', {
    ...ORDERS,
    compression: 'snappy',
  }),
  'd-lz4': scenario('d-lz4', 'lz4, JSON of 500 bytes', { ...ORDERS, compression: 'lz4' }),
  'd-zstd': scenario('d-zstd', 'zstd, JSON of 500 bytes', { ...ORDERS, compression: 'zstd' }),
  e: scenario('e', 'one awaited send at a time', {
    ...USUAL,
    work: { kind: 'awaiting', senders: 1 },
  }),
  f: scenario('f', '200 awaiting senders', { ...USUAL, work: { kind: 'awaiting', senders: 200 } }),
  'g-6': scenario(
    'g-6',
    '6 partitions, window of 200,000, null broker: what the next two are held against',
    {
      ...MANY,
      partitions: 6,
      work: WIDE_WINDOW,
    },
  ),
  'g-20k': scenario('g-20k', '10,000 partitions, window of 20,000, null broker', MANY),
  'g-200k': scenario('g-200k', '10,000 partitions, window of 200,000, null broker', {
    ...MANY,
    work: WIDE_WINDOW,
  }),
  'h-window': scenario('h-window', 'memory over many records, window of 20,000', {
    ...USUAL,
    work: { kind: 'count', size: WINDOW_SIZE },
  }),
  'h-full': scenario('h-full', 'memory over many records, as fast as they are taken', {
    ...USUAL,
    work: { kind: 'count', size: null },
  }),
  i: scenario('i', 'idle, connected to three brokers', {
    ...USUAL,
    work: { kind: 'idle' },
    // A minute a client, and nothing in it that a second minute would show otherwise.
    maxRounds: 1,
    broker: 'three',
  }),
  j: scenario('j', 'import and installed size', {
    ...USUAL,
    work: { kind: 'footprint' },
    broker: 'none',
  }),
  'l-strings': scenario('l-strings', 'text in place of bytes', {
    ...USUAL,
    records: { ...USUAL_RECORDS, form: 'strings' },
  }),
  'l-json': scenario('l-json', 'JSON objects in place of bytes', {
    ...USUAL,
    records: { ...USUAL_RECORDS, form: 'objects' },
  }),
  m: scenario('m', 'records with three headers', {
    ...USUAL,
    records: { ...USUAL_RECORDS, headerCount: 3 },
  }),
  n: scenario('n', 'records without keys', {
    ...USUAL,
    records: { ...USUAL_RECORDS, keyCount: 0 },
  }),
  o: scenario('o', 'three nodes, replication factor 3', { ...USUAL, broker: 'three' }),
})

function scenario(
  id: ScenarioId,
  title: string,
  properties: Omit<Scenario, 'id' | 'title'>,
): Scenario {
  return { id, title, ...properties }
}

// A window of 20,000 values of 10 KiB is more than any of the clients keeps by default.
function valuesOf(bytes: number, windowSize: number): Omit<Scenario, 'id' | 'title'> {
  return {
    ...USUAL,
    records: { ...USUAL_RECORDS, value: { kind: 'letters', bytes } },
    work: { kind: 'window', size: windowSize },
  }
}
