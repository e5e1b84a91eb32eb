import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MeasuredPackage } from './bench-client.ts'

/**
 * The version of the package as it is installed, which a range in a manifest does not tell. Node.js is not asked where it lies: a
 * package may keep its manifest to itself.
 */
export function packageVersion({ name, from }: MeasuredPackage): string {
  const manifestPath = join(from, 'node_modules', name, 'package.json')
  const manifest: unknown = JSON.parse(readFileSync(manifestPath, 'utf8'))
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  if (!hasVersion || typeof manifest.version !== 'string') {
    throw new Error(`The manifest of ${name} has no version`)
  }
  return manifest.version
}
