import { createCluster } from './create-cluster.ts'
import { EmbeddedKafka } from './embedded-kafka.ts'
import { type KafkaOptions, resolveKafkaOptions } from './kafka-options.ts'
import { TcpShell } from './serving/tcp-shell.ts'

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
  const cluster = createCluster(resolved, resolved.port)
  const shell = new TcpShell(cluster, resolved.tls)
  const kafka = new EmbeddedKafka(cluster, shell, resolved)
  const opened = await Promise.allSettled(cluster.state.nodes.map((node) => shell.open(node)))
  const failed = opened.find((result) => result.status === 'rejected')
  if (failed !== undefined) {
    await kafka.stop()
    throw failed.reason
  }
  return kafka
}
