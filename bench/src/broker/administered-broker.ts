import type { BenchBroker } from './bench-broker.ts'
import { TopicAdmin } from './topic-admin.ts'

interface RunningBroker {
  readonly description: string
  readonly brokers: readonly string[]
  /** How many nodes keep each partition; −1: as many as the cluster does by default. */
  readonly replication: number
  readonly stop: () => Promise<void>
}

/** Puts an administrator in front of what runs already. When none can connect, it is stopped again. */
export async function administeredBroker(running: RunningBroker): Promise<BenchBroker> {
  const { description, brokers, replication, stop } = running
  try {
    const admin = await TopicAdmin.connect(brokers, replication)
    return {
      description,
      brokers,
      createTopic: (topic, partitionCount) => admin.create(topic, partitionCount),
      storedCount: (topic) => admin.storedCount(topic),
      deleteTopic: (topic) => admin.delete(topic),
      stop: async () => {
        await admin.close()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}
