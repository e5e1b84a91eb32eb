import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

/**
 * Runs a program to its end, quietly, and says that the step went well.
 *
 * @returns what the program wrote
 * @throws {Error} with what it said, when it fails
 */
export function runStep(
  step: string,
  program: string,
  programArguments: readonly string[],
  folder = ROOT,
): string {
  const { status, error, stdout, stderr } = spawnSync(program, programArguments, {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) {
    throw new Error(`${step}: failed\n${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`)
  }
  console.log(`${step}: fine`)
  return stdout
}
