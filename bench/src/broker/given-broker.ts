import type { BenchBroker } from './bench-broker.ts'
import { TopicAdmin } from './topic-admin.ts'

/** A cluster that runs already: it is given topics, they are taken away again, and it is left running. */
export async function givenBroker(brokers: readonly string[]): Promise<BenchBroker> {
  const admin = await TopicAdmin.connect(brokers)
  return {
    description: `given: ${brokers.join(', ')}`,
    brokers,
    createTopic: (topic) => admin.create(topic),
    deleteTopic: (topic) => admin.delete(topic),
    stop: () => admin.close(),
  }
}
