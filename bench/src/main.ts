import { type BenchArguments, parseArguments, USAGE } from './arguments.ts'
import { runBench } from './run-bench.ts'

const USAGE_ERROR = 2
const INTERRUPTED = 130

const interrupt = new AbortController()
process.once('SIGINT', () => interrupt.abort())
process.once('SIGTERM', () => interrupt.abort())

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  let options: BenchArguments
  try {
    options = parseArguments(args)
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`)
    return USAGE_ERROR
  }
  if (options.wantsHelp) {
    process.stdout.write(USAGE)
    return 0
  }
  try {
    return await runBench(options, args, interrupt.signal)
  } catch (error) {
    if (interrupt.signal.aborted) return INTERRUPTED
    process.stderr.write(`${messageOf(error)}\n`)
    return 1
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
