import { startApacheKafka } from '@headwater/apache-kafka'
import { administeredBroker } from './administered-broker.ts'
import type { BenchBroker } from './bench-broker.ts'

/** More than tests need: a broker that collects garbage would be measured instead of its clients. */
const HEAP_MEBIBYTES = { 1: 1_024, 3: 512 }

/** Apache Kafka on this machine, every partition on all of its nodes, with data of its own that is gone afterwards. Needs `java` and `mvn`. */
export async function apacheKafkaBroker(nodes: 1 | 3): Promise<BenchBroker> {
  const kafka = await startApacheKafka({ nodes, heapMebibytes: HEAP_MEBIBYTES[nodes] })
  return administeredBroker({
    description: `Apache Kafka ${kafka.version}, ${nodes === 1 ? 'one node' : 'three nodes'} on this machine`,
    brokers: kafka.brokers,
    replication: nodes,
    stop: () => kafka.stop(),
  })
}
