import { type EmbeddedKafka, type KafkaOptions, startKafka } from '@headwater/testing'
import { ClientProcess } from '../client/client-process.ts'

export const TOPIC = 'reliability'
export const PARTITIONS = 6
export const BROKERS = 3

/** Lends an embedded cluster on real sockets with one topic, and a client process that sends to it; both end with `use`. */
export async function withCluster<Result>(
  clientKind: string,
  clientSettings: object,
  use: (kafka: EmbeddedKafka, client: ClientProcess) => Promise<Result>,
  options: KafkaOptions = {},
  nodeOptions: readonly string[] = [],
): Promise<Result> {
  const kafka = await startKafka({ brokers: BROKERS, ...options })
  try {
    kafka.createTopic(TOPIC, { partitions: PARTITIONS })
    const settings = { brokers: kafka.brokers, topic: TOPIC, ...clientSettings }
    const client = new ClientProcess(clientKind, settings, nodeOptions)
    try {
      return await use(kafka, client)
    } finally {
      await client.kill()
    }
  } finally {
    await kafka.stop()
  }
}
