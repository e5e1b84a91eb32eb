import { SCENARIO_IDS, type ScenarioId } from '../scenarios/scenario.ts'

/**
 * What the files of a kept run are called: its day, its commit, and the letters of what was asked where that was not everything.
 *
 * @param day as in `2026-11-23`
 */
export function runName(day: string, commit: string, scenarios: Iterable<ScenarioId>): string {
  const letters = lettersOf(scenarios)
  const name = `${day}-${commit}`
  return letters === lettersOf(SCENARIO_IDS) ? name : `${name}-${letters}`
}

function lettersOf(scenarios: Iterable<ScenarioId>): string {
  return [...new Set(Array.from(scenarios, ([letter]) => letter))].sort().join('')
}
