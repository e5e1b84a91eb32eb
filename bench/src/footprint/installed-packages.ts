import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folders of a package and of everything that comes with it when it is installed: its dependencies and theirs, the
 * optional ones as far as this machine takes them. What a user adds of his own accord, its peers, is not among them.
 *
 * @param folder in whose `node_modules` the package lies
 * @throws {Error} a dependency that is not optional is missing
 */
export function installedPackages(packageName: string, folder: string): readonly string[] {
  const found = new Set<string>()
  collect(packageName, folder, found)
  return [...found]
}

function collect(packageName: string, folder: string, found: Set<string>): void {
  const installed = lookUp(packageName, folder)
  if (installed === null) throw new Error(`${packageName} is not installed for ${folder}`)
  if (found.has(installed)) return
  found.add(installed)
  const { dependencies, optionalDependencies } = dependenciesOf(installed)
  for (const name of dependencies) {
    if (!optionalDependencies.includes(name)) collect(name, installed, found)
  }
  for (const name of optionalDependencies) {
    if (lookUp(name, installed) !== null) collect(name, installed, found)
  }
}

/** As Node.js looks it up: in the folder's own `node_modules`, then in those above it. */
function lookUp(packageName: string, folder: string): string | null {
  const candidate = join(folder, 'node_modules', packageName)
  if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate)
  const parent = dirname(folder)
  return parent === folder ? null : lookUp(packageName, parent)
}

function dependenciesOf(folder: string): {
  readonly dependencies: readonly string[]
  readonly optionalDependencies: readonly string[]
} {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return {
    dependencies: namesIn(manifest, 'dependencies'),
    optionalDependencies: namesIn(manifest, 'optionalDependencies'),
  }
}

function namesIn(manifest: unknown, field: string): readonly string[] {
  if (typeof manifest !== 'object' || manifest === null) return []
  const names: unknown = new Map<string, unknown>(Object.entries(manifest)).get(field)
  return typeof names === 'object' && names !== null ? Object.keys(names) : []
}
