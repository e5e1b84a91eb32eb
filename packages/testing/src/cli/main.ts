import { startKafka } from '../start-kafka.ts'
import { HELP, parseArguments } from './parse-arguments.ts'

try {
  const options = parseArguments(process.argv.slice(2))
  if (options === 'help') process.stdout.write(HELP)
  else await run(options)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}

async function run(options: Parameters<typeof startKafka>[0]): Promise<void> {
  const kafka = await startKafka({ ...options, failOnViolations: false })
  process.stdout.write(`Kafka in memory listens on ${kafka.brokers.join(',')}\n`)
  process.stdout.write('Ctrl-C ends it, and its data with it\n')
  const stop = (): void => void kafka.stop()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}
