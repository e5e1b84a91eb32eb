import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MissingProgramsError, requirePrograms } from './missing-programs.ts'

describe('requirePrograms', () => {
  let folder = ''

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'programs-'))
  })

  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('names every missing program and the packages that bring them', () => {
    expect(() => requirePrograms(folder)).toThrow(MissingProgramsError)
    expect(() => requirePrograms(folder)).toThrow(
      /needs java and mvn.*apt-get install openjdk-17-jre-headless maven/,
    )
  })

  it('names only what is missing', () => {
    writeFileSync(join(folder, 'java'), '', { mode: 0o755 })

    expect(() => requirePrograms(folder)).toThrow(/needs mvn, .*apt-get install maven$/)
  })

  it('is content when both are there', () => {
    writeFileSync(join(folder, 'java'), '', { mode: 0o755 })
    writeFileSync(join(folder, 'mvn'), '', { mode: 0o755 })

    expect(() => requirePrograms(folder)).not.toThrow()
  })
})
