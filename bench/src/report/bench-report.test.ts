import { describe, expect, it } from 'vitest'
import { benchReport } from './bench-report.ts'
import type { CellResult } from './cell-result.ts'
import { ratios } from './ratios.ts'
import { summarize } from './summary.ts'

const ENVIRONMENT = {
  date: '2026-01-02T03:04:05.000Z',
  commit: 'abc1234',
  command: 'npm run bench -- --rounds 2',
  machine: 'a processor, 2 cores, 8 GiB',
  load: '0.10 before the run',
  system: 'an operating system',
  broker: 'a broker',
}

const RESULTS: readonly CellResult[] = [
  measured('a', 'headwater', 1, { records: 3_000_000, p50Ms: 10 }),
  measured('a', 'java', 1, { records: 1_000_000, p50Ms: 10 }),
  measured('a', 'kafkajs', 1, { records: 20_000, p50Ms: 1_000 }),
  measured('a', 'headwater', 2, { records: 2_000_000, p50Ms: 20 }),
  measured('a', 'java', 2, { records: 1_500_000, p50Ms: 12 }),
  failed('a', 'kafkajs', 2, 'ended with code 1'),
  measured('c', 'headwater', 1, { records: 16_000, p50Ms: 0.125 }),
  measured('c', 'kafkajs', 1, { records: 8_000, p50Ms: 0.25 }),
]

describe('summarize', () => {
  it('takes the median and the ends of the rounds that were measured, as rates', () => {
    const row = summarize(RESULTS).find(({ client }) => client === 'headwater')

    expect(row?.recordsPerSecond).toEqual({ median: 1_250_000, min: 1_000_000, max: 1_500_000 })
    expect(row?.p50Ms).toEqual({ median: 15, min: 10, max: 20 })
    expect(row?.cpuUsPerRecord.max).toBe(1)
  })

  it('has no row for a client of which every round failed', () => {
    expect(summarize([failed('b', 'kafkajs', 1, 'gone')])).toEqual([])
  })
})

describe('ratios', () => {
  it('divides the medians so that above 1 is better for headwater', () => {
    expect(ratios(summarize(RESULTS))).toEqual([
      { label: '(a) headwater / java, records per second', ratio: 2, target: 1.5 },
      { label: '(a) headwater / kafkajs, records per second', ratio: 125, target: 50 },
      { label: '(c) kafkajs / headwater, p50 latency', ratio: 2, target: 1 },
    ])
  })

  it('compares nothing when one side is missing', () => {
    expect(ratios(summarize(RESULTS.filter(({ client }) => client !== 'headwater')))).toEqual([])
  })
})

describe('benchReport', () => {
  const report = benchReport(ENVIRONMENT, RESULTS)

  it('tells where and how it was measured', () => {
    for (const fact of Object.values(ENVIRONMENT)) expect(report).toContain(fact)
  })

  it('has one table per scenario that was measured', () => {
    expect(report.match(/^\([abc]\) .*$/gm)?.slice(0, 2)).toEqual([
      '(a) a promise per record, window of 20,000 unsettled',
      '(c) one awaited send at a time',
    ])
  })

  it('prints median, smallest and largest of several rounds, and a single round once', () => {
    expect(report).toMatch(
      /^headwater 1\.0\.0, Node 1 +1,250,000 \(1,000,000 – 1,500,000\) +15 \(/m,
    )
    expect(report).toMatch(/^kafkajs 1\.0\.0, Node 1 +10,000 +1,000 +/m)
  })

  it('names each run that failed, and why', () => {
    expect(report).toContain('FAILED (a) kafkajs, round 2: ended with code 1')
  })

  it('ends with the ratios beside their targets', () => {
    expect(report).toMatch(/^\(a\) headwater \/ java, records per second +2 +1\.5$/m)
    expect(report).toMatch(/^\(c\) kafkajs \/ headwater, p50 latency +2 +1$/m)
  })

  it('keeps three digits of small figures and whole ones of large', () => {
    const text = benchReport(ENVIRONMENT, [
      measured('c', 'kafkajs', 1, { records: 2_469_135, p50Ms: 0.123456 }),
      measured('c', 'java', 1, { records: 10, p50Ms: 123.456 }),
    ])

    expect(text).toMatch(/1,234,568 +0\.123 /)
    expect(text).toMatch(/ 5 +123 /)
  })
})

function measured(
  scenario: CellResult['scenario'],
  client: CellResult['client'],
  round: number,
  { records, p50Ms }: { records: number; p50Ms: number },
): CellResult {
  const versions = { clientVersion: '1.0.0', runtime: 'Node 1' }
  const figures = { records, elapsedMs: 2_000, cpuUs: 2_000_000, p50Ms, p99Ms: 9, ...versions }
  return { scenario, client, round, outcome: { kind: 'measured', figures } }
}

function failed(
  scenario: CellResult['scenario'],
  client: CellResult['client'],
  round: number,
  reason: string,
): CellResult {
  return { scenario, client, round, outcome: { kind: 'failed', reason } }
}
