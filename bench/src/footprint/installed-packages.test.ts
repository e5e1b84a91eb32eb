import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installedPackages } from './installed-packages.ts'

describe('installedPackages', () => {
  let root = ''

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'headwater-installed-')))
  })

  afterEach(() => {
    rmSync(root, { recursive: true, force: true })
  })

  it('follows dependencies, nested and linked, each once, and takes optional ones that are there', () => {
    addPackage('node_modules/client', {
      dependencies: { nested: '1', shared: '1' },
      optionalDependencies: { present: '1', absent: '1' },
      peerDependencies: { peer: '1' },
    })
    addPackage('node_modules/client/node_modules/nested', { dependencies: { shared: '1' } })
    addPackage('node_modules/peer', {})
    addPackage('store/shared', { dependencies: { client: '1' } })
    symlinkSync(join(root, 'store/shared'), join(root, 'node_modules/shared'))
    addPackage('node_modules/present', {})

    expect(installedPackages('client', root).toSorted()).toEqual(
      [
        'node_modules/client',
        'node_modules/client/node_modules/nested',
        'node_modules/present',
        'store/shared',
      ].map((path) => join(root, path)),
    )
  })

  it('does not pass over a dependency that is missing', () => {
    addPackage('node_modules/client', { dependencies: { missing: '1' } })

    expect(() => installedPackages('client', root)).toThrow('missing is not installed')
  })

  function addPackage(path: string, manifest: object): void {
    mkdirSync(join(root, path), { recursive: true })
    writeFileSync(join(root, path, 'package.json'), JSON.stringify(manifest))
  }
})
