import type { Scenario } from '../../scenarios/scenario.ts'
import type { BenchTarget } from '../bench-client.ts'
import type { ClientSettings } from '../client-settings.ts'
import { calledBack } from './called-back.ts'
import {
  type ConfluentCallbackProducer,
  type ConfluentConfiguration,
  loadConfluentModule,
} from './confluent-module.ts'

/** Its own examples poll every 100 ms, at which a window of 20,000 would settle ten times a second. */
const POLL_INTERVAL_MS = 1

/**
 * Connects a producer of the callback API. On its defaults the event loop polls it; its best settings let librdkafka's own
 * thread poll, as its documentation recommends for high throughput.
 */
export async function connectCallbackProducer(
  { brokers }: BenchTarget,
  { compression }: Scenario,
  settings: ClientSettings,
  configuration: ConfluentConfiguration,
): Promise<ConfluentCallbackProducer> {
  const { Producer } = loadConfluentModule()
  const producer = new Producer({
    'bootstrap.servers': brokers.join(','),
    'compression.codec': compression,
    log_level: 3,
    ...configuration,
  })
  await calledBack((callback) => producer.connect({}, callback))
  if (settings === 'best') producer.setPollInBackground(true)
  else producer.setPollInterval(POLL_INTERVAL_MS)
  return producer
}
