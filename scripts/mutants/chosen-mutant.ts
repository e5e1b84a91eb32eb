import { fileURLToPath } from 'node:url'
import { CATALOGUE } from './catalogue.ts'
import { CORE_FOLDER } from './core-folder.ts'
import { mutateSource } from './mutate-source.ts'

/** Names the mutant that a process runs with; without it, the code is as it is. */
export const MUTANT_VARIABLE = 'HEADWATER_MUTANT'

/** A source file that is replaced while it is loaded. */
export interface ChosenMutant {
  readonly url: string
  readonly path: string
  readonly change: (source: string) => string
}

/** The mutant that this process was started with; null for none. */
export function chosenMutant(): ChosenMutant | null {
  const name = process.env[MUTANT_VARIABLE]
  if (name === undefined) return null
  const mutant = CATALOGUE.find((one) => one.name === name)
  if (mutant === undefined) throw new Error(`There is no mutant ${JSON.stringify(name)}`)
  const { href } = new URL(`src/${mutant.file}`, CORE_FOLDER)
  return {
    url: href,
    path: fileURLToPath(href),
    change: (source) => mutateSource(source, mutant),
  }
}
