import { describe, expect, it } from 'vitest'
import { SCENARIO_IDS, type ScenarioId } from '../scenarios/scenario.ts'
import { runName } from './run-name.ts'

describe('runName', () => {
  it('is day and commit where everything was asked', () => {
    expect(runName('2026-11-23', '57f5820', SCENARIO_IDS.toReversed())).toBe('2026-11-23-57f5820')
  })

  it('has the letters of what was asked, so that runs of one commit stand side by side', () => {
    const asked: readonly ScenarioId[] = ['e', 'd-zstd', 'a', 'd-gzip', 'e']

    expect(runName('2026-11-23', '57f5820', asked)).toBe('2026-11-23-57f5820-ade')
  })
})
