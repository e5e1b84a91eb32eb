import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const POM_PATH = fileURLToPath(new URL('../../java/pom.xml', import.meta.url))
const LIBRARIES_PATH = fileURLToPath(new URL('../../../.cache/bench-java', import.meta.url))

const MAVEN_ARGUMENTS = [
  '--quiet',
  '--batch-mode',
  `--file=${POM_PATH}`,
  'dependency:copy-dependencies',
  `-DoutputDirectory=${LIBRARIES_PATH}`,
  '-DincludeScope=runtime',
]

/**
 * Lets Maven copy the measured Java client and what it needs into a cache folder, and returns that folder.
 *
 * @throws {Error} with Maven's own words when the jars cannot be had
 */
export async function javaLibraries(signal: AbortSignal): Promise<string> {
  // Jars of another version that an earlier run has left would come before or after these on the class path by chance.
  await rm(LIBRARIES_PATH, { recursive: true, force: true })
  try {
    await promisify(execFile)('mvn', MAVEN_ARGUMENTS, { signal })
  } catch (cause) {
    throw new Error(`Maven could not fetch the Java client\n${outputOf(cause)}`, { cause })
  }
  return LIBRARIES_PATH
}

// Maven tells its errors on standard output, which the error of a failed child does not repeat.
function outputOf(error: unknown): string {
  const hasOutput = error instanceof Error && 'stdout' in error
  return hasOutput ? String(error.stdout).trim() : String(error)
}
