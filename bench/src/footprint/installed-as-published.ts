import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { installedPackages } from './installed-packages.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const NPM_INSTALL = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline']

const run = promisify(execFile)

/**
 * Looks at a package where it is installed as its users have it. One of this repository's own is packed for that, with those of
 * ours that it needs, and installed by npm into a folder that is gone afterwards: what is published is one module a package, and
 * what lies here is hundreds.
 *
 * @param folder in whose `node_modules` the package lies
 * @param look gets that folder, or the other one
 * @throws {Error} when packing or installing fails
 */
export async function installedAsPublished<T>(
  packageName: string,
  folder: string,
  look: (folder: string) => Promise<T>,
): Promise<T> {
  const ours = installedPackages(packageName, folder).filter(
    (installed) => !installed.includes(`${sep}node_modules${sep}`),
  )
  if (ours.length === 0) return look(folder)
  const project = await mkdtemp(join(tmpdir(), 'headwater-bench-installed-'))
  try {
    await install(ours, project)
    return await look(project)
  } finally {
    await rm(project, { recursive: true, force: true })
  }
}

async function install(ours: readonly string[], project: string): Promise<void> {
  const dependencies: Record<string, string> = {}
  for (const source of ours) {
    dependencies[await textIn(source, 'name')] = `file:${await pack(source, project)}`
  }
  // What a package of ours needs of ours is what was packed, not what a registry may have.
  const overrides = Object.fromEntries(Object.keys(dependencies).map((name) => [name, `$${name}`]))
  const manifest = JSON.stringify({ private: true, dependencies, overrides })
  await writeFile(join(project, 'package.json'), manifest)
  await run('npm', NPM_INSTALL, { cwd: project })
}

async function pack(source: string, project: string): Promise<string> {
  const tarball = join(project, `${basename(source)}.tgz`)
  const packageManager = await textIn(ROOT, 'packageManager')
  await run('npx', ['--yes', packageManager, '-C', source, 'pack', '--out', tarball])
  return tarball
}

async function textIn(folder: string, field: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null) {
    const value: unknown = new Map<string, unknown>(Object.entries(manifest)).get(field)
    if (typeof value === 'string') return value
  }
  throw new Error(`${join(folder, 'package.json')} has no ${field}`)
}
