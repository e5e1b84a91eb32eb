import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runStep } from './run-step.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

/**
 * Packs one of the built packages as it would be published, with the pinned pnpm.
 *
 * @param name of its folder in `packages/`
 * @returns the tarball, `NAME.tgz` in that folder
 */
export function packPackage(name: string, folder: string): string {
  const tarball = join(folder, `${name}.tgz`)
  const source = join(ROOT, 'packages', name)
  runStep(`Packing ${name}`, 'npx', [
    '--yes',
    packageManager(),
    '-C',
    source,
    'pack',
    '--out',
    tarball,
  ])
  return tarball
}

function packageManager(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'packageManager' in manifest) {
    return String(manifest.packageManager)
  }
  throw new Error('package.json names no package manager')
}
