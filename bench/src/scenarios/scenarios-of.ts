import { SCENARIO_IDS, type ScenarioId } from './scenario.ts'

/**
 * The scenarios that a name stands for: itself, or a letter all that begin with it.
 *
 * @returns none for a name that is none
 */
export function scenariosOf(name: string): readonly ScenarioId[] {
  return SCENARIO_IDS.filter((id) => id === name || id.split('-')[0] === name)
}
