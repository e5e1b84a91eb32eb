import { startKafka } from '@headwater/testing'

/** The Kafka cluster that the demo runs on. */
export interface DemoCluster {
  readonly brokers: readonly string[]
  /** For people: which cluster this is. */
  readonly description: string
  /** Ends the cluster when it is the demo's own; a real one is left alone. */
  stop(): Promise<void>
}

/** Starts a cluster inside this process, or takes the real one at these addresses. Connects to nothing. */
export async function openCluster(brokers: readonly string[] | undefined): Promise<DemoCluster> {
  if (brokers !== undefined) {
    return { brokers, description: `Kafka at ${brokers.join(', ')}`, stop: async () => undefined }
  }
  const kafka = await startKafka({ brokers: 1, failOnViolations: false })
  return {
    brokers: kafka.brokers,
    description: `embedded Kafka at ${kafka.brokers.join(', ')}`,
    stop: () => kafka.stop(),
  }
}
