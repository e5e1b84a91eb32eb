import type { JavaClientName } from '../clients/client-names.ts'
import type { Scenario } from '../scenarios/scenario.ts'

/** For latency and for throughput, as Kafka's documentation of the two keys describes them. */
const BEST_AWAITED = { 'linger.ms': '0' }
const BEST_BULK = { 'linger.ms': '10', 'batch.size': '131072', 'buffer.memory': '67108864' }

/** The producer properties of a Java client in a scenario, beside its brokers. */
export function javaSettings(
  client: JavaClientName,
  { compression, work }: Pick<Scenario, 'compression' | 'work'>,
): Readonly<Record<string, string>> {
  const best = work.kind === 'awaiting' ? BEST_AWAITED : BEST_BULK
  return {
    ...(compression === 'none' ? {} : { 'compression.type': compression }),
    ...(client === 'java-best' ? best : {}),
  }
}
