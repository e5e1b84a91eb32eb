import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { SPAN_OPTIONS, SPAN_USAGE, type SpanOptions, spanOptions } from '../measure/span-options.ts'
import { isTimed } from '../scenarios/is-timed.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import { scenariosOf } from '../scenarios/scenarios-of.ts'

/** What the command line of a comparison asks for. */
export interface CompareArguments extends SpanOptions {
  readonly scenario: Scenario
  /** Folders of built checkouts of this repository. */
  readonly checkouts: readonly string[]
}

export const USAGE = `Usage: npx node bench/dist/compare/main.js [options] CHECKOUT [CHECKOUT...]

Measures the core package of built checkouts of this repository in turn, span by span, each in a process of its own that
stays: what the machine does meanwhile it does to all of them. Given the same one twice it shows what is only noise.

  --only NAME     the scenario; one that sends on and on (default: a)
${SPAN_USAGE}`

/** @throws {Error} that names the option and the value that cannot be */
export function parseCompareArguments(args: readonly string[]): CompareArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string', default: 'a' },
      ...SPAN_OPTIONS,
    },
  })
  if (positionals.length === 0) throw new Error('A comparison needs the folder of a checkout')
  return {
    scenario: requireScenario(values.only),
    checkouts: positionals.map((path) => resolve(path)),
    ...spanOptions(values),
  }
}

function requireScenario(name: string): Scenario {
  const [id, another] = scenariosOf(name)
  if (id === undefined || another !== undefined) {
    throw new Error(`--only is one scenario, not "${name}"`)
  }
  const scenario = SCENARIOS[id]
  if (isTimed(scenario)) return scenario
  throw new Error(`--only is a scenario that sends on and on, not "${name}"`)
}
