import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scenario } from '../scenarios/scenario.ts'
import { javaLibraries } from './java-libraries.ts'
import type { JavaSetup } from './java-setup.ts'
import { writeJavaValues } from './write-java-values.ts'

/**
 * Fetches the Java client and writes what it sends into the folder.
 *
 * @throws {Error} with Maven's own words when the jars cannot be had
 */
export async function prepareJava(
  javaVersion: string,
  scenarios: readonly Scenario[],
  folder: string,
  signal: AbortSignal,
): Promise<JavaSetup> {
  const librariesPath = await javaLibraries(signal)
  const valuesPath = join(folder, 'java-values')
  await mkdir(valuesPath, { recursive: true })
  for (const scenario of scenarios) await writeJavaValues(scenario, valuesPath)
  return {
    librariesPath,
    javaVersion,
    clientVersion: await clientVersionIn(librariesPath),
    valuesPath,
  }
}

async function clientVersionIn(folder: string): Promise<string> {
  const jars = await readdir(folder)
  const versions = jars.flatMap((jar) => /^kafka-clients-(.+)\.jar$/.exec(jar)?.[1] ?? [])
  return versions[0] ?? 'unknown'
}
