import { parseArgs } from 'node:util'
import { DEFAULT_KAFKA_OPTIONS, type KafkaOptions } from '../kafka-options.ts'

/** What `--help` shows. */
export const HELP = `Runs a Kafka cluster in memory on 127.0.0.1, for tests and demonstrations. Ctrl-C ends it.

  --port <n>                 the first broker's port, the others follow it; 0 for free ones (9092)
  --brokers <n>              how many brokers (${DEFAULT_KAFKA_OPTIONS.brokers})
  --partitions <n>           partitions of a topic that does not say how many (${DEFAULT_KAFKA_OPTIONS.defaultPartitions})
  --replication-factor <n>   replicas of a topic that does not say how many (one per broker, at most 3)
  --retention-bytes <n>      bytes of records kept in memory; the oldest go first (${DEFAULT_KAFKA_OPTIONS.retentionBytes})
  --no-auto-create           asking for a topic does not create it
  --help                     shows this
`

const DEFAULT_PORT = 9092

/**
 * What the command line asks for; `help` when it asks for that.
 *
 * @throws {TypeError} for an unknown option, {@link RangeError} for what is no number.
 */
export function parseArguments(args: readonly string[]): KafkaOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      port: { type: 'string', default: String(DEFAULT_PORT) },
      brokers: { type: 'string' },
      partitions: { type: 'string' },
      'replication-factor': { type: 'string' },
      'retention-bytes': { type: 'string' },
      'auto-create': { type: 'boolean', default: true },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    autoCreateTopics: values['auto-create'],
    ...numberOption('port', 'port', values.port),
    ...numberOption('brokers', 'brokers', values.brokers),
    ...numberOption('defaultPartitions', 'partitions', values.partitions),
    ...numberOption('defaultReplicationFactor', 'replication-factor', values['replication-factor']),
    ...numberOption('retentionBytes', 'retention-bytes', values['retention-bytes']),
  }
}

function numberOption(
  option: keyof KafkaOptions,
  flag: string,
  text: string | undefined,
): KafkaOptions {
  if (text === undefined) return {}
  if (!/^\d+$/.test(text))
    throw new RangeError(`--${flag} wants a whole number, not ${JSON.stringify(text)}`)
  return { [option]: Number(text) }
}
