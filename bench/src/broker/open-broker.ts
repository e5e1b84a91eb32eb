import type { Scenario } from '../scenarios/scenario.ts'
import { apacheKafkaBroker } from './apache-kafka-broker.ts'
import type { BenchBroker } from './bench-broker.ts'
import type { BrokerChoice } from './broker-choice.ts'
import { givenBroker } from './given-broker.ts'
import { noBroker } from './no-broker.ts'
import { nullBrokerProcess } from './null-broker-process.ts'

/**
 * Starts what the scenarios need of the broker that was asked for, or reaches it.
 *
 * @returns null when it cannot be had: the null broker has one node
 */
export async function openBroker(
  needed: Scenario['broker'],
  choice: BrokerChoice,
  hasJava: boolean,
): Promise<BenchBroker | null> {
  if (needed === 'none') return noBroker()
  if (needed === 'null') return nullBrokerProcess()
  switch (choice.kind) {
    case 'given':
      return givenBroker(choice.brokers)
    case 'kafka':
      return apacheKafkaBroker(needed === 'three' ? 3 : 1)
    case 'best':
      return openBroker(needed, { kind: hasJava ? 'kafka' : 'null' }, hasJava)
    case 'null':
      return needed === 'three' ? null : nullBrokerProcess()
    default:
      return choice satisfies never
  }
}
