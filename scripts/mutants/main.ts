// npm run mutants -- [--only NAME …] [--list] [--check] [--threads T]
//
// Puts one deliberate bug after the other into core's delivery path, while its modules are loaded, and runs the unit tests
// against it; what they miss, the simulation; what both miss, the tests of whole producers. Prints what became of each, and
// exits with 1 when one survives everything, or too few are left to the simulation to find.
//
//   --only NAME   only this mutant; may be given several times
//   --list        only the names
//   --check       only whether every mutant still fits the code

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { CATALOGUE } from './catalogue.ts'
import { checkCatalogue } from './check-catalogue.ts'
import { judgeMutant } from './judge-mutant.ts'
import {
  isCaught,
  isSimulationsOwn,
  type JudgedMutant,
  mutantLines,
  mutantSummary,
} from './mutant-table.ts'
import { runAtOnce } from './run-at-once.ts'
import { SEEDS, simulationLane } from './simulation-lane.ts'
import { vitestLane } from './vitest-lane.ts'

const LEAST_MUTANTS = 40
/** Of those, how many must survive the unit tests and die in the simulation. */
const LEAST_SIMULATIONS_OWN = 25

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
})

if (values.list) for (const { name, file } of CATALOGUE) console.log(`${name}  (${file})`)
else if (mutantsFit() && !values.check && (await baselineHolds())) await judgeAll()

function mutantsFit(): boolean {
  const problems = checkCatalogue()
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
  else console.log(`${CATALOGUE.length} mutants: each fits the code`)
  return problems.length === 0
}

/** A suite that fails without a bug proves nothing by failing with one. */
async function baselineHolds(): Promise<boolean> {
  const lanes = [
    { name: 'unit', run: () => vitestLane('unit', null) },
    { name: 'simulation', run: () => simulationLane(null, SEEDS) },
    { name: 'virtual', run: () => vitestLane('virtual', null) },
  ]
  const results = await runAtOnce(lanes, threads(), async ({ name, run }) => {
    const result = await run()
    const words = result.kind === 'survived' ? 'passes' : JSON.stringify(result)
    console.log(`without a mutant: ${name} ${words}`)
    return result.kind === 'survived'
  })
  const holds = results.every(Boolean)
  if (!holds) process.exitCode = 1
  return holds
}

async function judgeAll(): Promise<void> {
  const chosen = chosenMutants()
  const startedAt = performance.now()
  const judged = await runAtOnce(chosen, threads(), async (mutant): Promise<JudgedMutant> => {
    const one = { mutant, verdict: await judgeMutant(mutant) }
    console.log(mutantLines(one))
    return one
  })
  console.log(mutantSummary(judged, performance.now() - startedAt))
  if (!isGoodEnough(judged)) process.exitCode = 1
}

function isGoodEnough(judged: readonly JudgedMutant[]): boolean {
  if (!judged.every(({ verdict }) => isCaught(verdict))) return false
  if (values.only.length > 0) return true
  const simulationsOwn = judged.filter(({ verdict }) => isSimulationsOwn(verdict)).length
  return judged.length >= LEAST_MUTANTS && simulationsOwn >= LEAST_SIMULATIONS_OWN
}

function chosenMutants(): typeof CATALOGUE {
  const { only } = values
  const unknown = only.filter((name) => !CATALOGUE.some((mutant) => mutant.name === name))
  if (unknown.length > 0) {
    console.error(`There is no mutant ${unknown.map((name) => JSON.stringify(name)).join(', ')}`)
    process.exit(2)
  }
  return only.length === 0 ? CATALOGUE : CATALOGUE.filter(({ name }) => only.includes(name))
}

function threads(): number {
  const number = Number(values.threads)
  if (Number.isSafeInteger(number) && number >= 1) return number
  console.error(`--threads is a whole number from 1 on, not ${JSON.stringify(values.threads)}`)
  process.exit(2)
}
