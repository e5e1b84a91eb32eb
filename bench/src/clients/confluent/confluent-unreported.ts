import type { Scenario } from '../../scenarios/scenario.ts'
import type { BenchClient, BenchSession, BenchTarget } from '../bench-client.ts'
import type { ClientSettings } from '../client-settings.ts'
import { closeCallbackProducer } from './close-callback-producer.ts'
import type { ConfluentConfiguration } from './confluent-module.ts'
import { CONFLUENT_PACKAGE } from './confluent-package.ts'
import { confluentVersion } from './confluent-version.ts'
import { connectCallbackProducer } from './connect-callback-producer.ts'
import { produceRecord } from './produce-record.ts'

/** librdkafka's documentation: a longer linger and a longer queue for throughput. */
const BEST: ConfluentConfiguration = { 'linger.ms': 50, 'queue.buffering.max.messages': 1_000_000 }

/** Confluent's callback API without delivery reports: nobody learns what became of a record until `flush`. */
export function confluentUnreported(settings: ClientSettings): BenchClient {
  return {
    package: CONFLUENT_PACKAGE,
    version: confluentVersion,
    connect: (target, scenario) => connect(target, scenario, settings),
  }
}

async function connect(
  target: BenchTarget,
  scenario: Scenario,
  settings: ClientSettings,
): Promise<BenchSession> {
  const configuration = settings === 'best' ? BEST : {}
  const producer = await connectCallbackProducer(target, scenario, settings, configuration)
  return {
    kind: 'unreported',
    offer: (record) => produceRecord(producer, target.topic, record, undefined),
    hasRoom: () => new Promise((resolve) => setImmediate(resolve)),
    close: () => closeCallbackProducer(producer),
  }
}
