import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LaneResult } from './lane-result.ts'
import { runProcess } from './run-process.ts'

/** Of core's tests: those beside the sources, and those of whole producers, mostly in virtual time. */
export type VitestLane = 'unit' | 'virtual'

/** No test takes a tenth of this, and each tells its end; a loop without an end does not. */
const SILENCE_MS = 120_000

/** What is read of vitest's report. */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/**
 * Runs a lane of core's tests with a mutant, or without one (null), up to the first that fails.
 *
 * @param file only this one, by the end of its path; otherwise all
 */
export async function vitestLane(
  lane: VitestLane,
  mutantName: string | null,
  file?: string,
): Promise<LaneResult> {
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'))
  const reportFile = join(folder, 'report.json')
  try {
    const { succeeded, hung, complaint } = await runProcess({
      args: [
        join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs'),
        'run',
        ...(file === undefined ? [] : [file]),
        `--config=${fileURLToPath(new URL('./vitest.config.ts', import.meta.url))}`,
        `--project=${lane}`,
        '--bail=1',
        '--reporter=verbose',
        '--reporter=json',
        `--outputFile.json=${reportFile}`,
      ],
      mutantName,
      silenceMs: SILENCE_MS,
      onLine: () => {},
    })
    if (hung) return { kind: 'died', by: 'hang' }
    if (succeeded) return { kind: 'survived' }
    return { kind: 'died', by: firstFailure(reportFile) ?? complaint.trim() }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function firstFailure(reportFile: string): string | undefined {
  let report: Report
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8'))
  } catch {
    return undefined // It crashed before it could report.
  }
  for (const { name, message, assertionResults } of report.testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed')
    if (failed !== undefined) return failed.fullName
    if (message !== '') return `${name}: ${message}`
  }
  return undefined
}
