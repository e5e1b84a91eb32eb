import { type MessageToProduce, Producer } from '@platformatic/kafka'
import type { BenchRecord } from '../records/bench-record.ts'
import { plainValue } from '../records/plain-value.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { arraySize } from './array-size.ts'
import type { BenchClient, BenchSession, BenchTarget, MeasuredPackage } from './bench-client.ts'
import { BENCH_FOLDER } from './bench-folder.ts'
import type { ClientSettings } from './client-settings.ts'
import { packageVersion } from './package-version.ts'

const PACKAGE: MeasuredPackage = { name: '@platformatic/kafka', from: BENCH_FOLDER }

type Message = MessageToProduce<Buffer, Buffer, Buffer, Buffer>

/**
 * `@platformatic/kafka`: one record per `send`, its defaults (acks from the leader alone, not idempotent). It has no
 * batching of its own, so its best settings are arrays of records.
 */
export function platformatic(settings: ClientSettings): BenchClient {
  return {
    package: PACKAGE,
    version: () => packageVersion(PACKAGE),
    connect: (target, scenario) => connectPlatformatic(target, scenario, settings),
  }
}

async function connectPlatformatic(
  { brokers, topic }: BenchTarget,
  scenario: Scenario,
  settings: ClientSettings,
): Promise<BenchSession> {
  const producer = new Producer({
    clientId: 'bench',
    bootstrapBrokers: [...brokers],
    ...(scenario.compression === 'none' ? {} : { compression: scenario.compression }),
  })
  await producer.metadata({ topics: [topic] })
  const close = () => producer.close()
  if (settings === 'best') {
    return {
      kind: 'arrays',
      arraySize: arraySize(scenario),
      send: (records) =>
        producer.send({ messages: records.map((record) => messageOf(topic, record)) }),
      close,
    }
  }
  return {
    kind: 'promises',
    send: (record) => producer.send({ messages: [messageOf(topic, record)] }),
    close,
  }
}

function messageOf(topic: string, { key, value, headers }: BenchRecord): Message {
  const message = { topic, value: bytesOf(plainValue(value)) }
  const keyed = key === null ? message : { ...message, key: bytesOf(key) }
  return headers === null ? keyed : { ...keyed, headers: headerMap(headers) }
}

function bytesOf(value: Buffer | string): Buffer {
  return typeof value === 'string' ? Buffer.from(value) : value
}

function headerMap(headers: Readonly<Record<string, Buffer>>): Map<Buffer, Buffer> {
  return new Map(Object.entries(headers).map(([name, value]) => [Buffer.from(name), value]))
}
