import { writeFile } from 'node:fs/promises'
import { valuePool } from '../records/value-pool.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { javaValuesPath } from './java-values-path.ts'

/** Writes the scenario's values into the folder, one a line, where Java reads them: so its records are ours. */
export async function writeJavaValues(scenario: Scenario, folder: string): Promise<void> {
  const text = valuePool(scenario.records).join('\n')
  await writeFile(javaValuesPath(folder, scenario.id), `${text}\n`)
}
