import { createCluster } from './create-cluster.ts'
import { EmbeddedKafka } from './embedded-kafka.ts'
import { type KafkaOptions, resolveKafkaOptions } from './kafka-options.ts'
import { createMemoryShell } from './serving/memory-shell.ts'

const FIRST_PORT = 9092

/**
 * A cluster that listens nowhere: clients reach it through {@link createMemoryNetwork}. With a {@link ManualClock} it lives
 * in virtual time. Its brokers call themselves 127.0.0.1, from port 9092 on.
 *
 * @throws {RangeError} for an impossible option.
 * @public
 */
export function createMemoryKafka(options: Omit<KafkaOptions, 'port' | 'tls'> = {}): EmbeddedKafka {
  const resolved = resolveKafkaOptions(options)
  const cluster = createCluster(resolved, FIRST_PORT)
  return new EmbeddedKafka(cluster, createMemoryShell(cluster), resolved)
}
