import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

// Run by `prepack` in the folder of a package: joins its built modules into one, which is what is published (decision 0013).
// Types, sources and the way that packages see each other here stay as plain tsc leaves them.

const folder = process.cwd()
const packageNames = dependenciesOf(readFileSync(join(folder, 'package.json'), 'utf8'))

const bundle = await rolldown({
  input: join(folder, 'dist/index.js'),
  platform: 'node',
  external: (id) =>
    id.startsWith('node:') || packageNames.some((name) => id === name || id.startsWith(`${name}/`)),
  plugins: [{ name: 'sources', load: withSourceMap }],
})
await bundle.write({ file: join(folder, 'bundle/index.js'), format: 'esm', sourcemap: true })

/** What tsc wrote, with its map: so that a stack trace names a file in `src/`. */
async function withSourceMap(path: string): Promise<{ code: string; map: string }> {
  const [code, map] = await Promise.all([readFile(path, 'utf8'), readFile(`${path}.map`, 'utf8')])
  return { code, map }
}

/** Everything that a manifest says is installed beside the package. */
function dependenciesOf(manifest: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(manifest) as Record<
    string,
    Record<string, string> | undefined
  >
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
}
