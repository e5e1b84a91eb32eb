import { startApacheKafka } from '@headwater/apache-kafka'
import type { BenchBroker } from './bench-broker.ts'
import { TopicAdmin } from './topic-admin.ts'

/** More than tests need: a broker that collects garbage would be measured instead of its clients. */
const HEAP_MEBIBYTES = 1_024

/** One node of Apache Kafka on this machine, with data of its own that is gone afterwards. Needs `java` and `mvn`. */
export async function apacheKafkaBroker(): Promise<BenchBroker> {
  const kafka = await startApacheKafka({ nodes: 1, heapMebibytes: HEAP_MEBIBYTES })
  try {
    const admin = await TopicAdmin.connect(kafka.brokers)
    return {
      description: `Apache Kafka ${kafka.version}, one node on this machine`,
      brokers: kafka.brokers,
      createTopic: (topic) => admin.create(topic),
      deleteTopic: (topic) => admin.delete(topic),
      stop: async () => {
        await admin.close()
        await kafka.stop()
      },
    }
  } catch (error) {
    await kafka.stop()
    throw error
  }
}
