import type { LaneResult } from './lane-result.ts'
import { simulationLane } from './simulation-lane.ts'
import { vitestLane } from './vitest-lane.ts'

/** What all suites did with one mutant. */
export interface Verdict {
  readonly unit: LaneResult
  readonly simulation: LaneResult
  /** Null where one of the others has caught it, so that it was not asked. */
  readonly virtual: LaneResult | null
}

/** Runs the suites with a mutant, each to its first failure; the longest only where the others have missed it. */
export async function judgeMutant(name: string): Promise<Verdict> {
  const unit = await vitestLane('unit', name)
  const simulation = await simulationLane(name)
  const isMissed = unit.kind === 'survived' && simulation.kind === 'survived'
  return { unit, simulation, virtual: isMissed ? await vitestLane('virtual', name) : null }
}
