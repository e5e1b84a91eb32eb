import { describe, expect, it } from 'vitest'
import type { CellFigures } from '../figures/cell-figures.ts'
import { benchReport } from './bench-report.ts'
import type { CellResult } from './cell-result.ts'
import { reportContent } from './report-content.ts'

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
  measured('a', 'headwater', 1, { recordsPerSecond: 1_500_000, p50Ms: 10 }),
  measured('a', 'java', 1, { recordsPerSecond: 500_000, p50Ms: 10 }),
  measured('a', 'kafkajs', 1, { recordsPerSecond: 10_000, p50Ms: 1_000 }),
  measured('a', 'headwater', 2, { recordsPerSecond: 1_000_000, p50Ms: 20 }),
  measured('a', 'java', 2, { recordsPerSecond: 750_000, p50Ms: 12 }),
  failed('a', 'kafkajs', 2, 'ended with code 1'),
  absent('a', 'confluent', 'not built'),
  measured('e', 'headwater', 1, { recordsPerSecond: 8_000, p50Ms: 0.123456 }),
  measured('e', 'kafkajs', 1, { recordsPerSecond: 4_000, p50Ms: 0.25 }),
]

describe('reportContent', () => {
  const { tables, targets, failures } = reportContent(ENVIRONMENT, RESULTS)

  it('has one table per scenario that was asked, by the order of the letters', () => {
    expect(tables.map(({ title }) => title)).toEqual([
      '(a) a promise per record, window of 20,000 unsettled',
      '(e) one awaited send at a time',
    ])
  })

  it('shows median, smallest and largest of several rounds, and a single round once', () => {
    expect(tables[0]?.rows).toEqual([
      ['', 'records/s', 'p50 ms'],
      ['headwater 1.0.0, Node 1', '1,250,000 (1,000,000 – 1,500,000)', '15 (10 – 20)'],
      ['kafkajs 1.0.0, Node 1', '10,000', '1,000'],
      ['java 1.0.0, Node 1', '625,000 (500,000 – 750,000)', '11 (10 – 12)'],
      ['confluent', 'not built'],
    ])
  })

  it('keeps three digits of small figures', () => {
    expect(tables[1]?.rows[1]).toEqual(['headwater 1.0.0, Node 1', '8,000', '0.123'])
  })

  it('shows the course of the memory, and of a long one as much as fits a line', () => {
    const figures = { clientVersion: '1', runtime: 'Node 1', acknowledged: 1, values: {} }
    const rssSeriesMebibytes = Array.from({ length: 30 }, (_, index) => index)
    const outcome = { kind: 'measured', figures: { ...figures, rssSeriesMebibytes } } as const
    const result: CellResult = { scenario: 'h-full', client: 'headwater', round: 1, outcome }

    expect(reportContent(ENVIRONMENT, [result]).courses).toEqual([
      '(h-full) headwater, round 1, RSS over the run in MiB: 0 2 4 6 8 10 12 14 16 18 20 22 24 26 28',
    ])
  })

  it('names each run that failed, and why', () => {
    expect(failures).toEqual(['FAILED (a) kafkajs, round 2: ended with code 1'])
  })

  it('holds the medians against the targets, as far as both sides were measured', () => {
    expect(targets?.rows).toEqual([
      ['', 'measured', 'target', ''],
      ['(a) records/s / java', '2', 'at least 2', 'reached'],
      ['(a) records/s / kafkajs', '125', 'at least 100', 'reached'],
      ['(e) p50 ms / best peer', '0.494', 'below 1', 'reached'],
    ])
  })

  it('has no targets where headwater was not measured', () => {
    const peers = RESULTS.filter(({ client }) => client !== 'headwater')

    expect(reportContent(ENVIRONMENT, peers).targets).toBeNull()
  })
})

describe('benchReport', () => {
  const report = benchReport(reportContent(ENVIRONMENT, RESULTS))

  it('tells where and how it was measured', () => {
    for (const fact of Object.values(ENVIRONMENT)) expect(report).toContain(fact)
  })

  it('lays out tables, failures and targets', () => {
    expect(report).toMatch(
      /^headwater 1\.0\.0, Node 1 +1,250,000 \(1,000,000 – 1,500,000\) +15 \(/m,
    )
    expect(report).toMatch(/^confluent +not built$/m)
    expect(report).toMatch(/^FAILED \(a\) kafkajs/m)
    expect(report).toMatch(/^\(a\) records\/s \/ java +2 +at least 2 +reached$/m)
  })
})

function measured(
  scenario: CellResult['scenario'],
  client: CellResult['client'],
  round: number,
  values: CellFigures['values'],
): CellResult {
  const figures = { clientVersion: '1.0.0', runtime: 'Node 1', acknowledged: 1, values }
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

function absent(
  scenario: CellResult['scenario'],
  client: CellResult['client'],
  reason: string,
): CellResult {
  return { scenario, client, round: 1, outcome: { kind: 'absent', reason } }
}
