import { ProducerError } from '@headwater/core'
import { readSettings, SettingError } from './demo-settings.ts'
import { hideTimerWarning } from './hide-timer-warning.ts'
import { PortInUseError } from './listen.ts'
import { type Demo, startDemo } from './start-demo.ts'

const EXIT_INTERRUPTED = 130
const LONGEST_STOP_MS = 20_000

// A terminal sends Ctrl-C to every process of its group, and npm and pnpm pass it on once more: one keypress can arrive
// several times. What comes within this time of the first is still the first.
const SAME_KEYPRESS_MS = 500

hideTimerWarning()
await run()

async function run(): Promise<void> {
  const stopRequested = new Promise<void>(listenForSignals)
  try {
    const demo = await Promise.race([startDemo(readSettings(process.env)), stopRequested])
    // Not ready yet: nobody was told the address, and what was answered all the same is stored.
    if (demo === undefined) process.exit(0)
    console.log(welcome(demo))
    await stopRequested
    await stop(demo)
  } catch (error) {
    console.error(explain(error))
    process.exit(1)
  }
}

function listenForSignals(stop: () => void): void {
  let firstAtMs: number | undefined
  const receive = () => {
    if (firstAtMs === undefined) {
      firstAtMs = performance.now()
      stop()
    } else if (performance.now() - firstAtMs > SAME_KEYPRESS_MS) {
      process.exit(EXIT_INTERRUPTED)
    }
  }
  process.on('SIGINT', receive)
  process.on('SIGTERM', receive)
}

async function stop(demo: Demo): Promise<void> {
  console.log(
    '\nStopping: finishing requests, flushing records. Press Ctrl-C again to end at once.',
  )
  setTimeout(() => {
    console.error(`Not finished after ${LONGEST_STOP_MS / 1000} s, ending anyway`)
    process.exit(1)
  }, LONGEST_STOP_MS).unref()
  await demo.stop()
  console.log('Stopped. Every accepted order is stored.')
  process.exit(0)
}

function welcome({ expressAddress, nestAddress, cluster }: Demo): string {
  return `
Headwater demo, on ${cluster}

  Page and Express server  ${expressAddress}
  NestJS server            ${nestAddress}

  Send an order:
    curl ${expressAddress}/orders -H 'content-type: application/json' \\
      -d '{"customer":"ada","item":"coffee","quantity":1}'

Press Ctrl-C to stop.`
}

function explain(error: unknown): string {
  if (error instanceof PortInUseError) {
    return `${error.message}. Stop the program that has it, or choose others: PORT=0 npm start takes free ones`
  }
  if (error instanceof SettingError || error instanceof ProducerError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
