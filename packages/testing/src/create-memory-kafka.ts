import { createCluster } from './create-cluster.ts'
import { EmbeddedKafka } from './embedded-kafka.ts'
import { type KafkaOptions, resolveKafkaOptions } from './kafka-options.ts'
import type { ClusterShell } from './serving/cluster-shell.ts'

const FIRST_PORT = 9092

/** A cluster in memory is reachable as long as its nodes are alive. */
const MEMORY_SHELL: ClusterShell = {
  open: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

/**
 * A cluster that listens nowhere: clients reach it through {@link createMemoryNetwork}. With a {@link ManualClock} it lives
 * in virtual time. Its brokers call themselves 127.0.0.1, from port 9092 on.
 *
 * @throws {RangeError} for an impossible option.
 * @public
 */
export function createMemoryKafka(options: Omit<KafkaOptions, 'port' | 'tls'> = {}): EmbeddedKafka {
  return new EmbeddedKafka(createCluster(resolveKafkaOptions(options), FIRST_PORT), MEMORY_SHELL)
}
