import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packPackage } from './pack-package.ts'
import { runStep } from './run-step.ts'

/**
 * The packages as an application gets them, packed and installed by npm into a project of its own: a program sends with them on the
 * oldest Node that `engines` names, and an application is compiled against their declarations, strictly and with those declarations
 * checked, by the oldest TypeScript that is supported and by the one that built them. `npm run test:compat`.
 */
const ROOT = fileURLToPath(new URL('../', import.meta.url))
const FOLDER = join(ROOT, '.cache/compat')
const TOOLS = join(FOLDER, 'tools')
const PROJECT = join(FOLDER, 'project')
const OLDEST_NODE = '22.15.0'
const OLDEST_TYPESCRIPT = '5.9'
const NPM_INSTALL = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline']

try {
  installTools()
  installProject()
  const node = join(TOOLS, 'node_modules/node/bin/node')
  const typescript = join(TOOLS, 'node_modules/typescript/bin/tsc')
  requireVersion(node, [], `v${OLDEST_NODE}`)
  requireVersion(process.execPath, [typescript], `Version ${OLDEST_TYPESCRIPT}.`)
  process.stdout.write(runStep(`Sending on Node ${OLDEST_NODE}`, node, ['smoke.js'], PROJECT))
  const compile = `Compiling with TypeScript ${OLDEST_TYPESCRIPT}`
  runStep(compile, process.execPath, [typescript, '-p', '.'], PROJECT)
  runStep('Compiling with the TypeScript that built them', 'tsc', ['-p', '.'], PROJECT)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** Those that are there already stay. */
function installTools(): void {
  mkdirSync(TOOLS, { recursive: true })
  const dependencies = { node: OLDEST_NODE, typescript: `~${OLDEST_TYPESCRIPT}.0` }
  writeManifest(TOOLS, { dependencies })
  runStep(`Node ${OLDEST_NODE} and TypeScript ${OLDEST_TYPESCRIPT}`, 'npm', NPM_INSTALL, TOOLS)
}

/** Made anew every time, because npm takes a tarball of the same name and version for what it has. */
function installProject(): void {
  rmSync(PROJECT, { recursive: true, force: true })
  cpSync(join(ROOT, 'scripts/compat'), PROJECT, { recursive: true })
  const names = readdirSync(join(ROOT, 'packages'))
  const tarballs = names.map((name) => [`@headwater/${name}`, `file:${packPackage(name, PROJECT)}`])
  const ours = Object.fromEntries(tarballs)
  const frameworks = { ...developedWith('express'), ...developedWith('nestjs') }
  writeManifest(PROJECT, {
    type: 'module',
    dependencies: { ...frameworks, ...ours, '@types/node': `~${OLDEST_NODE}` },
    // What a package of ours needs of ours is what was packed, not what a registry may have.
    overrides: Object.fromEntries(Object.keys(ours).map((name) => [name, `$${name}`])),
  })
  runStep('Installing the packages', 'npm', NPM_INSTALL, PROJECT)
}

/** The versions of others' packages that an adapter is developed and tested with. */
function developedWith(name: string): Record<string, string> {
  const text = readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8')
  const { devDependencies } = JSON.parse(text) as { devDependencies: Record<string, string> }
  const others = Object.entries(devDependencies).filter(
    ([other]) => !other.startsWith('@headwater/'),
  )
  return Object.fromEntries(others)
}

function writeManifest(folder: string, content: object): void {
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, ...content }, null, 2),
  )
}

/** @throws {Error} when npm has installed something else, as it does where it may not run install scripts */
function requireVersion(
  program: string,
  programArguments: readonly string[],
  version: string,
): void {
  const asked = [...programArguments, '--version']
  const found = runStep(`Looking for ${version}`, program, asked).trim()
  if (!found.startsWith(version)) throw new Error(`${program} is ${found}, not ${version}`)
}
