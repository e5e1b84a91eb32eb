import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packPackage } from './pack-package.ts'
import { runStep } from './run-step.ts'

/**
 * What users would install, judged as they would get it: each package is packed, then publint looks at its manifest and
 * are-the-types-wrong at its types. Then the generated messages of the protocol are compared with their definitions.
 */
const PACKAGES = fileURLToPath(new URL('../packages/', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'packed-'))
try {
  for (const name of readdirSync(PACKAGES)) checkPackage(name)
  runStep('The generated messages', 'node', ['packages/protocol/scripts/generate.ts', '--check'])
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function checkPackage(name: string): void {
  const tarball = packPackage(name, folder)
  runStep(`publint ${name}`, 'publint', ['run', tarball, '--strict'])
  runStep(`attw ${name}`, 'attw', [tarball, '--profile', 'esm-only', '--no-emoji'])
}
