import { parseArguments, USAGE } from './arguments.ts'
import { runBench } from './run-bench.ts'
import { runProgram } from './run-program.ts'

const args = process.argv.slice(2)

process.exitCode = await runProgram({
  usage: USAGE,
  parse: () => parseArguments(args),
  run: async (options, signal) => {
    if (!options.wantsHelp) return runBench(options, args, signal)
    process.stdout.write(USAGE)
    return 0
  },
})
