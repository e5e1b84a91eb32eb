import type { Mutant } from './mutant.ts'

/**
 * The source with the bug in it.
 *
 * @throws {Error} when the snippet is not there exactly once: the code has moved on, and the mutant is stale
 */
export function mutateSource(source: string, { name, file, find, replace }: Mutant): string {
  const parts = source.split(find)
  const [before, after] = parts
  if (before === undefined || after === undefined || parts.length > 2) {
    const times = parts.length - 1
    throw new Error(`The mutant "${name}" is stale: its snippet is ${times} times in ${file}`)
  }
  return before + replace + after
}
