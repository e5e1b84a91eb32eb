import { FIGURE_NAMES, type FigureName } from '../figures/figure-name.ts'
import { threeDigits } from './three-digits.ts'

/** How the report shows a figure. */
export interface FigureColumn {
  readonly name: FigureName
  readonly heading: string
  readonly text: (value: number) => string
}

const HEADINGS: Readonly<Record<FigureName, string>> = {
  recordsPerSecond: 'records/s',
  megabytesPerSecond: 'MB/s',
  p50Ms: 'p50 ms',
  p99Ms: 'p99 ms',
  cpuUsPerRecord: 'CPU µs/record',
  longestTurnMs: 'longest turn ms',
  peakRssMebibytes: 'peak RSS MiB',
  rssGrowthPercent: 'RSS growth %',
  corePercent: '% of a core',
  importMs: 'import ms',
  installedMegabytes: 'installed MB',
}

/** All columns that a table may have, in their order. */
export const FIGURE_COLUMNS: readonly FigureColumn[] = FIGURE_NAMES.map((name) => ({
  name,
  heading: HEADINGS[name],
  text: name === 'recordsPerSecond' || name === 'peakRssMebibytes' ? wholeNumber : threeDigits,
}))

function wholeNumber(value: number): string {
  return Math.round(value).toLocaleString('en')
}
