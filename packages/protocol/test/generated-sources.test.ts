import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { differences } from '../scripts/generated-files.ts'

const packageFolder = join(import.meta.dirname, '..')

/** Each run of the generator starts a process. */
const TIMEOUT_MS = 60_000

describe('the generated sources', () => {
  it('are those of the definitions', () => {
    expect(differences(packageFolder)).toEqual([])
  })
})

describe('generate --check', { timeout: TIMEOUT_MS }, () => {
  let copy: string

  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'headwater-protocol-'))
    for (const part of ['package.json', 'definitions', 'scripts', 'src/messages', 'src/errors']) {
      cpSync(join(packageFolder, part), join(copy, part), { recursive: true })
    }
  })

  afterEach(() => rmSync(copy, { recursive: true }))

  it('succeeds when nothing differs', () => {
    expect(generate('--check')).toMatchObject({ status: 0, stderr: '' })
  })

  it('names what differs and fails, until the sources are generated again', () => {
    edit('definitions/ApiVersionsRequest.json', '"0-4"', '"0-5"')
    edit('definitions/errors.json', '"retriable": true', '"retriable": false')
    writeFileSync(join(copy, 'src/messages/of-nothing.ts'), '')
    rmSync(join(copy, 'src/messages/fetch-request.ts'))

    const { status, stderr } = generate('--check')

    expect(status).toBe(1)
    expect(stderr).toContain('src/messages/api-versions-request.ts differs from its definition')
    expect(stderr).toContain('src/errors/broker-errors.ts differs from its definition')
    expect(stderr).toContain('src/messages/of-nothing.ts has no definition')
    expect(stderr).toContain('src/messages/fetch-request.ts is missing')
    expect(generate().status).toBe(0)
    expect(generate('--check').status).toBe(0)
  })

  it('refuses an option that it does not have', () => {
    expect(generate('--chekc')).toMatchObject({ status: 1 })
  })

  function generate(...options: string[]) {
    const script = join(copy, 'scripts/generate.ts')
    return spawnSync(process.execPath, [script, ...options], { encoding: 'utf8' })
  }

  function edit(path: string, before: string, after: string): void {
    const file = join(copy, path)
    writeFileSync(file, readFileSync(file, 'utf8').replace(before, after))
  }
})
