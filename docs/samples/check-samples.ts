import { spawnSync } from 'node:child_process'
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Compiles every TypeScript sample of the documentation as a module of its own. The packages must be built.
 *
 *     npx pnpm@10.34.8 run build && npx node docs/samples/check-samples.ts
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const DOCUMENTS = ['*.md', 'docs/**/*.md', 'packages/*/README.md', 'apps/*/README.md']

// The demo depends on nearly everything that a sample imports, so names resolve from its folder as they do for users.
const FOLDER = join(ROOT, 'apps/demo/.cache/samples')

const CONFIG = {
  extends: join(ROOT, 'tsconfig.base.json'),
  compilerOptions: {
    composite: false,
    declaration: false,
    declarationMap: false,
    noEmit: true,
    erasableSyntaxOnly: false,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: false,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    paths: {
      '@headwater/*': [join(ROOT, 'packages/*/dist/index.d.ts')],
      '@nestjs/testing': [join(ROOT, 'packages/nestjs/node_modules/@nestjs/testing/index.d.ts')],
    },
  },
  include: ['*.ts'],
}

rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(CONFIG))
for (const given of ['given.ts', 'order-service.ts']) {
  copyFileSync(join(import.meta.dirname, given), join(FOLDER, given))
}
const documents = globSync(DOCUMENTS, { cwd: ROOT, exclude: ['**/node_modules/**', '**/dist/**'] })
const sampleCount = documents.reduce((count, document) => count + extractSamples(document), 0)
process.exitCode = compile()

/** @returns how many samples the document has */
function extractSamples(document: string): number {
  const lines = readFileSync(join(ROOT, document), 'utf8').split('\n')
  let count = 0
  for (let line = 0; line < lines.length; line++) {
    if (lines[line] !== '```ts') continue
    const end = lines.indexOf('```', line)
    if (end < 0) throw new Error(`${document}:${line + 1}: the sample has no end`)
    // Blank lines before it, so that the compiler's line numbers are the document's.
    const sample = [...Array(line + 1).fill(''), ...lines.slice(line + 1, end), 'export {}', '']
    writeFileSync(join(FOLDER, sampleName(document, line + 1)), sample.join('\n'))
    line = end
    count++
  }
  return count
}

function sampleName(document: string, line: number): string {
  const folder = dirname(document).replaceAll(/[/\\]/g, '_')
  return `${folder}_${basename(document, '.md')}_${line}.ts`
}

function compile(): number {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', '.'], {
    cwd: FOLDER,
    encoding: 'utf8',
  })
  if (status === 0 && sampleCount > 0) {
    console.log(`${sampleCount} samples in ${documents.length} documents compile`)
    return 0
  }
  console.error(stdout || 'The compiler did not run, or there are no samples')
  return 1
}
