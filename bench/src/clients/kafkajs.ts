import { CompressionTypes, Kafka, logLevel, type Message } from 'kafkajs'
import type { BenchRecord } from '../records/bench-record.ts'
import { plainValue } from '../records/plain-value.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { arraySize } from './array-size.ts'
import type { BenchClient, BenchSession, BenchTarget, MeasuredPackage } from './bench-client.ts'
import { BENCH_FOLDER } from './bench-folder.ts'
import type { ClientSettings } from './client-settings.ts'
import { packageVersion } from './package-version.ts'

const PACKAGE: MeasuredPackage = { name: 'kafkajs', from: BENCH_FOLDER }

/**
 * kafkajs: its own producer, one record per `send`, its defaults (acks from all, not idempotent). It has no batching of its
 * own, so its best settings are arrays of records.
 */
export function kafkajs(settings: ClientSettings): BenchClient {
  return {
    package: PACKAGE,
    version: () => packageVersion(PACKAGE),
    connect: (target, scenario) => connectKafkajs(target, scenario, settings),
  }
}

async function connectKafkajs(
  { brokers, topic }: BenchTarget,
  scenario: Scenario,
  settings: ClientSettings,
): Promise<BenchSession> {
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.ERROR })
  const producer = kafka.producer()
  await producer.connect()
  // Of the codecs it brings only gzip along, and so it is asked for no other.
  const compression =
    scenario.compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None
  const close = () => producer.disconnect()
  if (settings === 'best') {
    return {
      kind: 'arrays',
      arraySize: arraySize(scenario),
      send: (records) => producer.send({ topic, compression, messages: records.map(messageOf) }),
      close,
    }
  }
  return {
    kind: 'promises',
    send: (record) => producer.send({ topic, compression, messages: [messageOf(record)] }),
    close,
  }
}

function messageOf({ key, value, headers }: BenchRecord): Message {
  const message = { key, value: plainValue(value) }
  return headers === null ? message : { ...message, headers }
}
