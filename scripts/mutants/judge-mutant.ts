import type { LaneResult } from './lane-result.ts'
import type { Mutant } from './mutant.ts'
import { SEEDS, simulationLane } from './simulation-lane.ts'
import { vitestLane } from './vitest-lane.ts'

/** What the suites did with one mutant; null where it was not asked, because a cheaper one had caught it. */
export interface Verdict {
  readonly unit: LaneResult
  readonly simulation: LaneResult | null
  readonly virtual: LaneResult | null
}

/** Runs the suites with a mutant, the cheapest first and each to its first failure, until one catches it. */
export async function judgeMutant({ name, seenBy }: Mutant): Promise<Verdict> {
  const unit = await vitestLane('unit', name)
  if (unit.kind !== 'survived') {
    // A test fails for nothing where the mutant cannot even be loaded, which the simulation can tell from a death.
    const loading = await simulationLane(name, 0)
    return { unit, simulation: loading.kind === 'unloadable' ? loading : null, virtual: null }
  }
  const simulation = await simulationLane(name, SEEDS)
  if (simulation.kind !== 'survived') return { unit, simulation, virtual: null }
  return { unit, simulation, virtual: await vitestLane('virtual', name, seenBy) }
}
