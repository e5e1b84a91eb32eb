import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { loadCodecPackage } from './load-codec-package.ts'

const made: string[] = []

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

/** Installs a package that this one can load, with these lines as its program. */
function install(program: string): string {
  const packages = fileURLToPath(new URL('../../node_modules/', import.meta.url))
  const folder = mkdtempSync(join(packages, 'made-for-a-test-'))
  made.push(folder)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'index.js'), program)
  return folder.slice(packages.length)
}

describe('loadCodecPackage', () => {
  it('says what to install when the package is not there', () => {
    expect(() => loadCodecPackage('snappy', 'no-such-package-for-snappy')).toThrow(
      expect.objectContaining({
        code: 'CODEC_MISSING',
        persisted: 'no',
        message:
          'Compression with snappy needs the package "no-such-package-for-snappy": npm install no-such-package-for-snappy',
        cause: expect.objectContaining({ code: 'MODULE_NOT_FOUND' }),
      }),
    )
  })

  it('tells a package that does not load from one that is not there', () => {
    const broken = install("require('./no-binary-for-this-platform.node')")

    expect(() => loadCodecPackage('lz4', broken)).toThrow(
      expect.objectContaining({
        code: 'CODEC_MISSING',
        message: expect.stringContaining('which is installed but does not load here'),
      }),
    )
  })
})
