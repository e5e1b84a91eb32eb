import type { ClientName } from '../clients/client-names.ts'
import type { ScenarioId } from '../scenarios/scenario.ts'
import type { SummaryRow } from './summary.ts'

/** How headwater compares with a peer in one figure; above 1 is better for headwater. */
export interface Ratio {
  readonly label: string
  readonly ratio: number
  readonly target: number
}

interface Comparison {
  readonly scenario: ScenarioId
  readonly peer: ClientName
  readonly figure: 'records/s' | 'p50'
  readonly target: number
}

const COMPARISONS: readonly Comparison[] = [
  { scenario: 'a', peer: 'java', figure: 'records/s', target: 1.5 },
  { scenario: 'a', peer: 'kafkajs', figure: 'records/s', target: 50 },
  { scenario: 'b', peer: 'kafkajs', figure: 'records/s', target: 10 },
  { scenario: 'c', peer: 'kafkajs', figure: 'p50', target: 1 },
]

/** The comparisons that have a target, as far as both sides were measured, by the medians of their rounds. */
export function ratios(rows: readonly SummaryRow[]): readonly Ratio[] {
  return COMPARISONS.flatMap(({ scenario, peer, figure, target }) => {
    const ours = rows.find((row) => row.scenario === scenario && row.client === 'headwater')
    const theirs = rows.find((row) => row.scenario === scenario && row.client === peer)
    if (ours === undefined || theirs === undefined) return []
    const ratio =
      figure === 'records/s'
        ? ours.recordsPerSecond.median / theirs.recordsPerSecond.median
        : theirs.p50Ms.median / ours.p50Ms.median
    const label =
      figure === 'records/s'
        ? `(${scenario}) headwater / ${peer}, records per second`
        : `(${scenario}) ${peer} / headwater, p50 latency`
    return [{ label, ratio, target }]
  })
}
