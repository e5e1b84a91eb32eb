import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The version of the package as it is installed, which a range in a manifest does not tell. */
export function packageVersion(packageName: string): string {
  const manifestPath = fileURLToPath(import.meta.resolve(`${packageName}/package.json`))
  const manifest: unknown = JSON.parse(readFileSync(manifestPath, 'utf8'))
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  if (!hasVersion || typeof manifest.version !== 'string') {
    throw new Error(`The manifest of ${packageName} has no version`)
  }
  return manifest.version
}
