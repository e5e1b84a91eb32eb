/** Everything that a cell can measure, in the order of the report's columns. */
export const FIGURE_NAMES = [
  'recordsPerSecond',
  'megabytesPerSecond',
  'p50Ms',
  'p99Ms',
  'cpuUsPerRecord',
  'longestTurnMs',
  'peakRssMebibytes',
  'rssGrowthPercent',
  'corePercent',
  'importMs',
  'installedMegabytes',
] as const

export type FigureName = (typeof FIGURE_NAMES)[number]
