import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface ReliabilityArguments {
  /** Names of checks, in their order; all when none was named. */
  readonly checks: readonly string[]
  readonly seconds: number
  readonly ratePerSecond: number
  readonly wantsHelp: boolean
}

const MAX_SECONDS = 86_400
const MAX_RATE = 100_000

/** @throws {Error} that names the option and the value that cannot be */
export function parseArguments(
  args: readonly string[],
  known: readonly string[],
): ReliabilityArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [...known] },
      seconds: { type: 'string', default: '60' },
      rate: { type: 'string', default: '2000' },
      help: { type: 'boolean', default: false },
    },
  })
  const unknown = values.only.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new Error(`--only is one of ${known.join(', ')}, not "${unknown}"`)
  }
  return {
    checks: known.filter((name) => values.only.includes(name)),
    seconds: wholeNumber('--seconds', values.seconds, MAX_SECONDS),
    ratePerSecond: wholeNumber('--rate', values.rate, MAX_RATE),
    wantsHelp: values.help,
  }
}

function wholeNumber(option: string, text: string, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  throw new Error(`${option} is a whole number from 1 to ${most}, not "${text}"`)
}
