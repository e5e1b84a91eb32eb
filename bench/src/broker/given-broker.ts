import { administeredBroker } from './administered-broker.ts'
import type { BenchBroker } from './bench-broker.ts'

const BY_DEFAULT = -1

/** A cluster that runs already: it is given topics, they are taken away again, and it is left running. */
export function givenBroker(brokers: readonly string[]): Promise<BenchBroker> {
  return administeredBroker({
    description: `given: ${brokers.join(', ')}`,
    brokers,
    replication: BY_DEFAULT,
    stop: async () => {},
  })
}
