import type { BenchRecord } from '../../records/bench-record.ts'
import { plainValue } from '../../records/plain-value.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { arraySize } from '../array-size.ts'
import type { BenchClient, BenchSession, BenchTarget } from '../bench-client.ts'
import type { ClientSettings } from '../client-settings.ts'
import { type ConfluentMessage, loadConfluentModule } from './confluent-module.ts'
import { CONFLUENT_PACKAGE } from './confluent-package.ts'
import { confluentVersion } from './confluent-version.ts'

/**
 * Confluent's promise API on its defaults: acks from all, not idempotent, a linger of 5 ms. Its best settings are those
 * of its migration guide where sends are awaited, `linger.ms=0`, and arrays of records else.
 */
export function confluentPromises(settings: ClientSettings): BenchClient {
  return {
    package: CONFLUENT_PACKAGE,
    version: confluentVersion,
    connect: (target, scenario) => connectConfluent(target, scenario, settings),
  }
}

async function connectConfluent(
  { brokers, topic }: BenchTarget,
  scenario: Scenario,
  settings: ClientSettings,
): Promise<BenchSession> {
  const isAwaited = scenario.work.kind === 'awaiting'
  const { KafkaJS } = loadConfluentModule()
  const producer = new KafkaJS.Kafka().producer({
    'bootstrap.servers': brokers.join(','),
    'compression.codec': scenario.compression,
    log_level: 3,
    ...(settings === 'best' && isAwaited ? { 'linger.ms': 0 } : {}),
  })
  await producer.connect()
  const close = () => producer.disconnect()
  if (settings === 'best' && !isAwaited) {
    return {
      kind: 'arrays',
      arraySize: arraySize(scenario),
      send: (records) => producer.send({ topic, messages: records.map(messageOf) }),
      close,
    }
  }
  return {
    kind: 'promises',
    send: (record) => producer.send({ topic, messages: [messageOf(record)] }),
    close,
  }
}

function messageOf({ key, value, headers }: BenchRecord): ConfluentMessage {
  const message = { key, value: plainValue(value) }
  return headers === null ? message : { ...message, headers }
}
