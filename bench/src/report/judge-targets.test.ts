import { describe, expect, it } from 'vitest'
import type { ClientName } from '../clients/client-names.ts'
import type { FigureName } from '../figures/figure-name.ts'
import type { ScenarioId } from '../scenarios/scenario.ts'
import { judgeTargets } from './judge-targets.ts'
import { Medians } from './medians.ts'
import type { SummaryRow } from './summary.ts'
import type { Target } from './target.ts'

describe('judgeTargets', () => {
  it.each<{ title: string; target: Target; measured: number; isReached: boolean }>([
    {
      title:
        'the most of all peers where more is better, without the ceiling and who is told nothing',
      target: {
        scenario: 'f',
        figure: 'recordsPerSecond',
        subject: { kind: 'best peer' },
        bound: { kind: 'at least', value: 8 },
      },
      measured: 8,
      isReached: true,
    },
    {
      title: 'the least of all peers where less is better',
      target: {
        scenario: 'f',
        figure: 'p99Ms',
        subject: { kind: 'best peer' },
        bound: { kind: 'below', value: 1 },
      },
      measured: 1,
      isReached: false,
    },
    {
      title: 'one peer',
      target: {
        scenario: 'f',
        figure: 'p99Ms',
        subject: { kind: 'peer', peer: 'java' },
        bound: { kind: 'at most', value: 0.5 },
      },
      measured: 0.5,
      isReached: true,
    },
    {
      title: 'ours in another scenario',
      target: {
        scenario: 'g-20k',
        figure: 'p99Ms',
        subject: { kind: 'scenario', other: 'f' },
        bound: { kind: 'at most', value: 4 },
      },
      measured: 5,
      isReached: false,
    },
    {
      title: 'a bound',
      target: {
        scenario: 'f',
        figure: 'p99Ms',
        subject: { kind: 'figure' },
        bound: { kind: 'at most', value: 2 },
      },
      measured: 2,
      isReached: true,
    },
  ])('holds headwater against $title', ({ target, measured, isReached }) => {
    const medians = new Medians([
      row('f', 'headwater', { recordsPerSecond: 800, p99Ms: 2 }),
      row('f', 'headwater-best', { recordsPerSecond: 900, p99Ms: 1 }),
      row('f', 'kafkajs', { recordsPerSecond: 50, p99Ms: 2 }),
      row('f', 'java', { recordsPerSecond: 100, p99Ms: 4 }),
      row('f', 'confluent-unreported', { recordsPerSecond: 5_000, p99Ms: 1 }),
      row('f', 'bare-socket', { recordsPerSecond: 5_000, p99Ms: 1 }),
      row('g-20k', 'headwater', { p99Ms: 10 }),
    ])

    expect(judgeTargets([target], medians)).toEqual([{ target, measured, isReached }])
  })

  it('leaves out what has no other side', () => {
    const target: Target = {
      scenario: 'f',
      figure: 'p99Ms',
      subject: { kind: 'best peer' },
      bound: { kind: 'below', value: 1 },
    }

    expect(judgeTargets([target], new Medians([row('f', 'headwater', { p99Ms: 1 })]))).toEqual([])
    expect(judgeTargets([target], new Medians([row('f', 'kafkajs', { p99Ms: 1 })]))).toEqual([])
  })
})

function row(
  scenario: ScenarioId,
  client: ClientName,
  medians: Partial<Record<FigureName, number>>,
): SummaryRow {
  const figures = Object.fromEntries(
    Object.entries(medians).map(([name, median]) => [name, { median, min: median, max: median }]),
  )
  return { scenario, client, clientVersion: '1', runtime: 'Node 1', figures }
}
