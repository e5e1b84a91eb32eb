import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import { runSeeds } from './run-seeds.ts'
import { LEAST_FAULTS, LEAST_KINDS, LEAST_RECORDS, simulateSeed } from './simulate-seed.ts'
import { faultTable, kindRows, summaryLine, traitRows, traitTable } from './simulation-report.ts'
import { KeptTrace } from './simulation-trace.ts'

const SEEDS = 1_000
const LEAST_SHARE = 0.05

describe('the simulation', () => {
  it(`keeps every promise in ${SEEDS} seeds, each of which meets its share of faults`, async () => {
    const results = await runSeeds({ start: 1, seeds: SEEDS, threads: availableParallelism() })
    const rows = kindRows(results)
    const traits = traitRows(results)
    console.log(`${traitTable(traits)}\n${faultTable(rows)}\n${summaryLine(results)}`)

    expect(
      results.flatMap(({ seed, violations }) => violations.map((what) => `seed ${seed}: ${what}`)),
    ).toEqual([])
    expect(results).toHaveLength(SEEDS)
    const poor = results.filter(({ records, faults }) => {
      const fired = [...faults.values()].reduce((sum, count) => sum + count, 0)
      return records < LEAST_RECORDS || fired < LEAST_FAULTS || faults.size < LEAST_KINDS
    })
    expect(poor).toEqual([])
    expect(rows.filter(({ share }) => share < LEAST_SHARE)).toEqual([])
    expect(traits.filter(({ share }) => share < LEAST_SHARE)).toEqual([])
  }, 600_000)

  it.each([3, 14, 159, 2_653])(
    'does the same to the byte when seed %i runs again',
    async (seed) => {
      const first = new KeptTrace()
      const second = new KeptTrace()

      const result = await simulateSeed(seed, first)
      await simulateSeed(seed + 1)
      const again = await simulateSeed(seed, second)

      expect(second.hash).toBe(first.hash)
      expect(again).toEqual(result)
      expect(first.text).toContain('heals')
      expect(first.text.split('\n').length).toBeGreaterThan(LEAST_RECORDS)
    },
    60_000,
  )
})
