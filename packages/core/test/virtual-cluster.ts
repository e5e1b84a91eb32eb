import {
  createMemoryKafka,
  createMemoryNetwork,
  type EmbeddedKafka,
  type KafkaOptions,
  ManualClock,
  type MemoryNetwork,
  seededRandom,
} from '@headwater/testing'
import { createProducer } from '../src/producer/create-producer.ts'
import type { Producer } from '../src/producer/producer.ts'
import type { ProducerOptions } from '../src/producer/producer-options.ts'

/** A cluster and producers in one process, over links in memory and in virtual time. */
export interface VirtualCluster {
  readonly clock: ManualClock
  readonly kafka: EmbeddedKafka
  /** The links that its producers dial over, unless they are given others. */
  readonly network: MemoryNetwork
  /** A producer on the cluster's clock; silent unless it is given a logger. */
  producer(options?: Partial<ProducerOptions>): Producer
  /** Moves time until the promise settles, and gives what it gives. */
  until<T>(promise: Promise<T>, limitMs?: number): Promise<T>
}

/** @param options of the cluster, with `latencyMs` of its links, each way (default 1) */
export function startVirtualCluster(
  options: Omit<KafkaOptions, 'port' | 'tls' | 'clock'> & { readonly latencyMs?: number } = {},
): VirtualCluster {
  const { latencyMs = 1, ...kafkaOptions } = options
  const clock = new ManualClock()
  const kafka = createMemoryKafka({ ...kafkaOptions, clock })
  const network = createMemoryNetwork(kafka.cluster, clock, { latencyMs })
  const random = seededRandom(42)
  return {
    clock,
    kafka,
    network,
    producer: (producerOptions = {}) =>
      createProducer({
        brokers: kafka.brokers,
        logger: 'silent',
        clock,
        random,
        socketFactory: network,
        resolver: { resolve: (host) => Promise.resolve([host]) },
        ...producerOptions,
      }),
    until: (promise, limitMs) => clock.runUntil(promise, limitMs),
  }
}
