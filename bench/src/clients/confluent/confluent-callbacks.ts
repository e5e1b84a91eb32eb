import type { Scenario } from '../../scenarios/scenario.ts'
import type { BenchClient, BenchSession, BenchTarget } from '../bench-client.ts'
import type { ClientSettings } from '../client-settings.ts'
import { closeCallbackProducer } from './close-callback-producer.ts'
import { CONFLUENT_PACKAGE } from './confluent-package.ts'
import { confluentVersion } from './confluent-version.ts'
import { connectCallbackProducer } from './connect-callback-producer.ts'
import { produceRecord } from './produce-record.ts'

/** Confluent's callback API, node-rdkafka's, with a delivery report per record. */
export function confluentCallbacks(settings: ClientSettings): BenchClient {
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
  const producer = await connectCallbackProducer(target, scenario, settings, { dr_cb: true })
  producer.on('delivery-report', (error, { opaque }) => {
    if (typeof opaque === 'function') opaque(error ?? null)
  })
  return {
    kind: 'callbacks',
    offer: (record, onSettled) => produceRecord(producer, target.topic, record, onSettled),
    hasRoom: () => new Promise((resolve) => setImmediate(resolve)),
    close: () => closeCallbackProducer(producer),
  }
}
