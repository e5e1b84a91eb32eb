import { execFile } from 'node:child_process'
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { promisify } from 'node:util'
import { installedPackages } from './installed-packages.ts'
import { isBuildLeftover } from './is-build-leftover.ts'

/** How many bytes of files a package brings to the disk with all that comes with it, without its peers. */
export async function installedBytes(packageName: string, folder: string): Promise<number> {
  const sizes = await Promise.all(installedPackages(packageName, folder).map(packageBytes))
  return sizes.reduce((sum, size) => sum + size, 0)
}

function packageBytes(folder: string): Promise<number> {
  const isInstalled = folder.includes(`${sep}node_modules${sep}`)
  return isInstalled ? folderBytes(folder) : publishedBytes(folder)
}

/** One of this repository's own: what npm would publish of it. */
async function publishedBytes(folder: string): Promise<number> {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts']
  const { stdout } = await promisify(execFile)('npm', args, { cwd: folder })
  const packed: unknown = JSON.parse(stdout)
  // npm writes a list, or from version 12 on an object by name.
  const [first]: unknown[] =
    typeof packed === 'object' && packed !== null ? Object.values(packed) : []
  if (typeof first === 'object' && first !== null && 'unpackedSize' in first) {
    return Number(first.unpackedSize)
  }
  throw new Error(`npm does not tell the size of ${folder}`)
}

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(entries.filter(isOwnFile).map(fileBytes))
  return sizes.reduce((sum, size) => sum + size, 0)

  // Packages inside are counted for themselves.
  function isOwnFile(entry: Dirent): boolean {
    const path = join(entry.parentPath, entry.name)
    const inner = path.slice(folder.length)
    return (
      entry.isFile() &&
      !inner.startsWith(`${sep}node_modules${sep}`) &&
      !isBuildLeftover(inner.split(sep).join('/'))
    )
  }
}

async function fileBytes(entry: Dirent): Promise<number> {
  return (await stat(join(entry.parentPath, entry.name))).size
}
