import {
  createProducer,
  defineTopic,
  json,
  type Producer,
  type ProducerOptions,
  string,
} from '@headwater/core'
import { plainValue } from '../records/plain-value.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type {
  BenchClient,
  BenchSession,
  BenchTarget,
  MeasuredPackage,
  SendRecord,
} from './bench-client.ts'
import { BENCH_FOLDER } from './bench-folder.ts'
import type { ClientSettings } from './client-settings.ts'
import { packageVersion } from './package-version.ts'

const PACKAGE: MeasuredPackage = { name: '@headwater/core', from: BENCH_FOLDER }

/** What gives a few percent more where records are large or compressed, for a longer tail (decision 14). */
const BEST: Partial<ProducerOptions> = { batchSizeBytes: 131_072 }

/**
 * Our producer on its defaults: idempotent, acks from all, adaptive batching. Its best settings are larger batches.
 *
 * @param create that of another version, to compare with
 */
export function headwater(settings: ClientSettings, create = createProducer): BenchClient {
  return {
    package: PACKAGE,
    version: () => packageVersion(PACKAGE),
    connect: async ({ brokers, topic }: BenchTarget, scenario: Scenario) => {
      const producer = create({
        brokers: [...brokers],
        compression: scenario.compression,
        ...(settings === 'best' ? BEST : {}),
      })
      return sessionOf(producer, topic, scenario)
    },
  }
}

function sessionOf(producer: Producer, topic: string, scenario: Scenario): BenchSession {
  const close = () => producer.close()
  if (isCalledBack(scenario)) {
    return {
      kind: 'callbacks',
      offer: (record, onSettled) =>
        producer.trySend({ topic, key: record.key, value: plainValue(record.value) }, onSettled),
      hasRoom: () => producer.ready(),
      close,
    }
  }
  return { kind: 'promises', send: sendOf(producer, topic, scenario), close }
}

// Without a window only a refusal says when to wait, and only `trySend` refuses.
function isCalledBack({ work }: Scenario): boolean {
  return work.kind === 'callbacks' || (work.kind === 'count' && work.size === null)
}

function sendOf(producer: Producer, topic: string, { records }: Scenario): SendRecord {
  if (records.form === 'objects') {
    const orders = producer.topic(defineTopic(topic, { key: string(), value: json() }))
    return ({ key, value }) => orders.send({ key: String(key), value })
  }
  if (records.headerCount > 0) {
    return ({ key, value, headers }) =>
      producer.send({ topic, key, value: plainValue(value), headers: headers ?? {} })
  }
  return ({ key, value }) => producer.send({ topic, key, value: plainValue(value) })
}
