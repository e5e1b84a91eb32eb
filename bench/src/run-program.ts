interface Program<Options> {
  readonly usage: string
  /** @throws {Error} that says what is wrong with the command line */
  readonly parse: () => Options
  /** Resolves with the exit code. When the signal is aborted it stops what it has started, and rejects. */
  readonly run: (options: Options, signal: AbortSignal) => Promise<number>
}

const FAILED = 1
const USAGE_ERROR = 2

/** As shells count: 128 and the number of the signal. */
const INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const

/**
 * Runs a program of the command line to its end, or to an early and orderly one when a signal asks for it. What it throws
 * is a line on stderr.
 *
 * @returns the exit code
 */
export async function runProgram<Options>(program: Program<Options>): Promise<number> {
  const interrupt = new AbortController()
  let codeOfFailure: number = FAILED
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      codeOfFailure = INTERRUPTED[name]
      interrupt.abort()
    })
  }
  let options: Options
  try {
    options = program.parse()
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${program.usage}`)
    return USAGE_ERROR
  }
  try {
    return await program.run(options, interrupt.signal)
  } catch (error) {
    // Whatever failed then did so because it was stopped.
    if (!interrupt.signal.aborted) process.stderr.write(`${messageOf(error)}\n`)
    return codeOfFailure
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
