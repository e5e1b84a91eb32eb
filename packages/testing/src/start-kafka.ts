import { Cluster } from './cluster/cluster.ts'
import { EmbeddedKafka } from './embedded-kafka.ts'
import { type KafkaOptions, resolveKafkaOptions } from './kafka-options.ts'
import { LISTEN_HOST } from './serving/tcp-listener.ts'

/**
 * Starts a Kafka cluster inside this process, in milliseconds, on ports of 127.0.0.1. Any Kafka client can talk to it.
 * All data is in memory and gone with the process: it is for tests and demonstrations.
 *
 * @throws {RangeError} for an impossible option.
 * @throws the error of `listen`, such as `EADDRINUSE`, when a port cannot be opened; nothing is left open then.
 * @public
 */
export async function startKafka(options: KafkaOptions = {}): Promise<EmbeddedKafka> {
  const resolved = resolveKafkaOptions(options)
  if (process.env['NODE_ENV'] === 'production') {
    process.emitWarning('The embedded Kafka keeps its data in memory only: not for production')
  }
  const cluster = new Cluster({
    ...resolved,
    nodes: Array.from({ length: resolved.brokers }, (_, index) => ({
      nodeId: index + 1,
      host: LISTEN_HOST,
      port: resolved.port === 0 ? 0 : resolved.port + index,
    })),
    onInternalError: (error) => console.error('The embedded Kafka failed at a request', error),
  })
  const kafka = new EmbeddedKafka(cluster, resolved.tls)
  try {
    await kafka.listen()
  } catch (error) {
    await kafka.stop()
    throw error
  }
  return kafka
}
