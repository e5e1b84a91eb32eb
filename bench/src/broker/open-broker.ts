import { apacheKafkaBroker } from './apache-kafka-broker.ts'
import type { BenchBroker } from './bench-broker.ts'
import type { BrokerChoice } from './broker-choice.ts'
import { givenBroker } from './given-broker.ts'
import { nullBrokerProcess } from './null-broker-process.ts'

/** Starts the broker that was asked for, or reaches it. */
export function openBroker(choice: BrokerChoice, hasJava: boolean): Promise<BenchBroker> {
  switch (choice.kind) {
    case 'best':
      return hasJava ? apacheKafkaBroker() : nullBrokerProcess()
    case 'kafka':
      return apacheKafkaBroker()
    case 'null':
      return nullBrokerProcess()
    case 'given':
      return givenBroker(choice.brokers)
    default:
      return choice satisfies never
  }
}
