import type { FigureName } from '../figures/figure-name.ts'
import { SCENARIO_IDS, type ScenarioId } from '../scenarios/scenario.ts'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import { FIGURE_COLUMNS } from './figure-columns.ts'
import type { SummaryRow } from './summary.ts'

/** One bar of a chart: a client's median, with the smallest and largest of the rounds. */
export interface ChartBar {
  readonly label: string
  readonly text: string
  readonly median: number
  readonly min: number
  readonly max: number
}

export interface ChartPanel {
  readonly title: string
  readonly bars: readonly ChartBar[]
}

/** What each scenario is about, where it is not how many records a second. */
const SUBJECTS: Readonly<Partial<Record<ScenarioId, FigureName>>> = {
  'c-1k': 'megabytesPerSecond',
  'c-10k': 'megabytesPerSecond',
  e: 'p50Ms',
  'g-6': 'cpuUsPerRecord',
  'g-20k': 'cpuUsPerRecord',
  'g-200k': 'cpuUsPerRecord',
  'h-window': 'peakRssMebibytes',
  'h-full': 'peakRssMebibytes',
  i: 'corePercent',
  j: 'importMs',
}

/** One panel for each scenario that was measured, with the figure that it is about. */
export function chartPanels(rows: readonly SummaryRow[]): readonly ChartPanel[] {
  return SCENARIO_IDS.flatMap((id) => {
    const name = SUBJECTS[id] ?? 'recordsPerSecond'
    const column = FIGURE_COLUMNS.find((candidate) => candidate.name === name)
    const bars = rows
      .filter(({ scenario }) => scenario === id)
      .flatMap(({ client, figures }) => {
        const spread = figures[name]
        if (spread === undefined || column === undefined) return []
        return [{ label: client, text: column.text(spread.median), ...spread }]
      })
    if (bars.length === 0) return []
    return [{ title: `(${id}) ${SCENARIOS[id].title}: ${column?.heading ?? name}`, bars }]
  })
}
