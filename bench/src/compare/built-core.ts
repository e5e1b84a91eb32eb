import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Where the core package of a checkout begins.
 *
 * @throws {Error} that says what to do when there is none
 */
export function builtCore(checkout: string): string {
  const folder = join(checkout, 'packages', 'core')
  if (!existsSync(folder)) {
    throw new Error(`${checkout} is no checkout of this repository: give the folder of one`)
  }
  const path = join(folder, 'dist', 'index.js')
  if (existsSync(path)) return path
  throw new Error(`${checkout} is not built: run npm run build there`)
}
