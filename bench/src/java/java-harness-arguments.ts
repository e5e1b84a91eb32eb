import type { CellRequest } from '../cell/cell-request.ts'
import type { JavaClientName } from '../clients/client-names.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { javaSettings } from './java-settings.ts'

/** What the harness is told, as `name=value`; `producer.` begins a property of Kafka's producer. */
export function javaHarnessArguments(
  { client, brokers, topic, warmUpMs, measureMs }: CellRequest<JavaClientName>,
  scenario: Scenario,
  valuesPath: string,
): string[] {
  const { work, records } = scenario
  const properties = Object.entries(javaSettings(client, scenario))
  return Object.entries({
    topic,
    warmUpMs,
    measureMs,
    senders: work.kind === 'awaiting' ? work.senders : 0,
    window: work.kind === 'window' || work.kind === 'callbacks' ? work.size : 0,
    values: valuesPath,
    keys: records.keyCount,
    headers: records.headerCount,
    form: records.form,
    'producer.bootstrap.servers': brokers.join(','),
    ...Object.fromEntries(properties.map(([key, value]) => [`producer.${key}`, value])),
  }).map(([name, value]) => `${name}=${value}`)
}
