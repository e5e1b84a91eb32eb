// node simulate-chosen.ts SEEDS
//
// Runs the simulation with the mutant that the environment names, one seed after the other, and tells each seed as a line of
// JSON. Ends with the first seed that breaks a promise.

import { registerHooks } from 'node:module'
import { chosenMutant } from './chosen-mutant.ts'
import type { SeedLine } from './seed-line.ts'

const mutant = chosenMutant()
if (mutant !== null) {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (url !== mutant.url) return loaded
      return { ...loaded, source: mutant.change(String(loaded.source)) }
    },
  })
}
// Only now, so that what it loads goes through the hook.
const { simulateSeed } = await import('../../packages/core/test/simulation/simulate-seed.ts')
tell({ kind: 'loaded' })
const seeds = Number(process.argv[2])
for (let seed = 1; seed <= seeds; seed++) {
  const { violations } = await simulateSeed(seed)
  const violation = violations[0] ?? null
  tell({ kind: 'seed', seed, violation })
  if (violation !== null) break
}

function tell(line: SeedLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
