import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { installedPackages } from './installed-packages.ts'
import { isBuildLeftover } from './is-build-leftover.ts'

/** How many bytes of files a package brings to the disk with all that comes with it, without its peers. */
export async function installedBytes(packageName: string, folder: string): Promise<number> {
  const sizes = await Promise.all(installedPackages(packageName, folder).map(folderBytes))
  return sizes.reduce((sum, size) => sum + size, 0)
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
