import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { MissingProgramsError, startApacheKafka } from './kafka/src/index.ts'

/** Starts Apache Kafka, runs the tests of this lane against it, and stops it, whatever happens. Ends as vitest does. */
const ROOT = fileURLToPath(new URL('../', import.meta.url))
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { version: { type: 'string', default: '4.3.1' } },
})

process.exitCode = await runLane(values.version, positionals).catch((error: unknown) => {
  console.error(error instanceof MissingProgramsError ? error.message : error)
  return 1
})

async function runLane(version: string, testFilters: readonly string[]): Promise<number> {
  // Ending by `exit` ends the nodes too; ending by the signal itself would leave them running.
  for (const signal of SIGNALS) process.once(signal, () => process.exit(130))
  const kafka = await startApacheKafka({ version })
  console.log(`Apache Kafka ${version} at ${kafka.brokers.join(',')}`)
  try {
    const code = await runVitest(testFilters, {
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_JARS: kafka.jars,
    })
    if (code !== 0) console.error(`The end of Apache Kafka's log:\n${await kafka.logTail()}`)
    return code
  } finally {
    await kafka.stop()
  }
}

function runVitest(
  testFilters: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
  const child = spawn(
    process.execPath,
    [vitest, 'run', '--config', 'vitest.kafka.config.ts', ...testFilters],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...environment } },
  )
  process.once('exit', () => child.kill())
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
