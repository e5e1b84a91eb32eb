import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { CATALOGUE } from './catalogue.ts'
import { CORE_FOLDER } from './core-folder.ts'
import type { Mutant } from './mutant.ts'
import { mutateSource } from './mutate-source.ts'

/** What is wrong with the mutants themselves: snippets that are not there once, code that cannot be parsed, names given twice. */
export function checkCatalogue(): readonly string[] {
  const names = new Set<string>()
  const problems: string[] = []
  for (const mutant of CATALOGUE) {
    if (names.has(mutant.name)) problems.push(`Two mutants are called "${mutant.name}"`)
    names.add(mutant.name)
    try {
      checkMutant(mutant)
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error))
    }
  }
  return problems
}

/** @throws {Error} when it is stale, changes nothing, or is no TypeScript */
function checkMutant(mutant: Mutant): void {
  const source = readFileSync(new URL(`src/${mutant.file}`, CORE_FOLDER), 'utf8')
  const mutated = mutateSource(source, mutant)
  if (mutated === source) throw new Error(`The mutant "${mutant.name}" changes nothing`)
  try {
    stripTypeScriptTypes(mutated)
  } catch (cause) {
    throw new Error(`The mutant "${mutant.name}" cannot be parsed: ${cause}`, { cause })
  }
}
