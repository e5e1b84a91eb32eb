import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * What users would install, judged as they would get it: each package is packed, then publint looks at its manifest and
 * are-the-types-wrong at its types. Then the generated messages of the protocol are compared with their definitions.
 */
const ROOT = fileURLToPath(new URL('../', import.meta.url))
const PACKAGES = join(ROOT, 'packages')

const folder = mkdtempSync(join(tmpdir(), 'packed-'))
try {
  for (const name of readdirSync(PACKAGES)) checkPackage(name)
  run('The generated messages', 'node', ['packages/protocol/scripts/generate.ts', '--check'])
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function checkPackage(name: string): void {
  const source = join(PACKAGES, name)
  const tarball = join(folder, `${name}.tgz`)
  run(`Packing ${name}`, 'npx', ['--yes', packageManager(), '-C', source, 'pack', '--out', tarball])
  run(`publint ${name}`, 'publint', ['run', tarball, '--strict'])
  run(`attw ${name}`, 'attw', [tarball, '--profile', 'esm-only', '--no-emoji'])
}

function packageManager(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'packageManager' in manifest) {
    return String(manifest.packageManager)
  }
  throw new Error('package.json names no package manager')
}

/** @throws {Error} with what the step said, when it fails. */
function run(step: string, program: string, programArguments: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(program, programArguments, {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (status !== 0) {
    throw new Error(`${step}: failed\n${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`)
  }
  console.log(`${step}: fine`)
}
