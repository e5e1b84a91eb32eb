import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { MissingProgramsError, startApacheKafka } from './kafka/src/index.ts'

/**
 * The tests of this lane against one node of each version of Apache Kafka, then three brokers of the newest that are killed and
 * frozen, restarted and left without a controller under load. Whatever was started is stopped, whatever happens. Ends with 0 when all of it holds.
 *
 * With `--version` or names of test files it runs only those tests, and nothing is killed.
 */
const ROOT = fileURLToPath(new URL('../', import.meta.url))
const SIGNALS = ['SIGINT', 'SIGTERM'] as const
const NEWEST_VERSION = '4.3.1'
/** With the newest version the demo takes part, too: what it does is not about versions. */
const FILES_BY_VERSION: Readonly<Record<string, readonly string[]>> = {
  [NEWEST_VERSION]: [],
  '3.9.2': ['packages/'],
}
const RELIABILITY = ['--disable-warning=TimeoutNegativeWarning', 'reliability/dist/main.js']
/** Checks of `npm run reliability`, and how long the main part of each lasts. */
const ORDEALS: readonly (readonly [checks: readonly string[], seconds: number])[] = [
  [['deaths'], 60],
  [['rolling', 'quorum'], 10],
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { version: { type: 'string' } },
})

process.exitCode = await runLane(values.version, positionals).catch((error: unknown) => {
  console.error(error instanceof MissingProgramsError ? error.message : error)
  return 1
})

async function runLane(
  onlyVersion: string | undefined,
  testFilters: readonly string[],
): Promise<number> {
  // Ending by `exit` ends the nodes too; ending by the signal itself would leave them running.
  for (const signal of SIGNALS) process.once(signal, () => process.exit(130))
  if (onlyVersion !== undefined || testFilters.length > 0) {
    return testVersion(onlyVersion ?? NEWEST_VERSION, testFilters)
  }
  for (const [version, files] of Object.entries(FILES_BY_VERSION)) {
    const code = await testVersion(version, files)
    if (code !== 0) return code
  }
  for (const [checks, seconds] of ORDEALS) {
    console.log(
      `Three brokers of Apache Kafka ${NEWEST_VERSION}, ${seconds} s: ${checks.join(', ')}`,
    )
    const only = checks.flatMap((check) => ['--only', check])
    const code = await runNode([...RELIABILITY, ...only, '--seconds', String(seconds)], {})
    if (code !== 0) return code
  }
  return 0
}

async function testVersion(version: string, testFilters: readonly string[]): Promise<number> {
  const kafka = await startApacheKafka({ version, shortLived: true })
  console.log(`Apache Kafka ${version} at ${kafka.brokers.join(',')}`)
  try {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.kafka.config.ts']
    const code = await runNode([...vitest, ...testFilters], {
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_JARS: kafka.jars,
      KAFKA_VERSION: version,
    })
    if (code !== 0) console.error(`The end of Apache Kafka's log:\n${await kafka.logTail()}`)
    return code
  } finally {
    await kafka.stop()
  }
}

/** Runs one of our programs on this Node, to its end. */
function runNode(
  nodeArguments: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const child = spawn(process.execPath, nodeArguments, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
  const killOnExit = (): void => {
    child.kill()
  }
  process.once('exit', killOnExit)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      process.off('exit', killOnExit)
      resolve(code ?? 1)
    })
  })
}
