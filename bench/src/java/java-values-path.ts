import { join } from 'node:path'
import type { ScenarioId } from '../scenarios/scenario.ts'

/** Where the values of a scenario lie that Java reads. */
export function javaValuesPath(folder: string, scenario: ScenarioId): string {
  return join(folder, `values-${scenario}.txt`)
}
