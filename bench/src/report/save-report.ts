import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CellResult } from './cell-result.ts'
import { chartPanels } from './chart-panels.ts'
import type { Environment } from './environment.ts'
import { markdownReport } from './markdown-report.ts'
import { reportContent } from './report-content.ts'
import { runName } from './run-name.ts'
import { summarize } from './summary.ts'
import { svgChart } from './svg-chart.ts'
import { withoutFolder } from './without-folder.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const RESULTS_FOLDER = fileURLToPath(new URL('../../results/', import.meta.url))
const DATE_LENGTH = 'YYYY-MM-DD'.length

/**
 * Keeps a run in `bench/results/`: its tables as Markdown, and a chart. A second run of one day and commit that asks the same
 * takes the place of the first.
 *
 * @returns the path of the Markdown file
 */
export async function saveReport(
  environment: Environment,
  results: readonly CellResult[],
): Promise<string> {
  const { date, commit, machine, command } = environment
  const day = date.slice(0, DATE_LENGTH)
  const asked = results.map(({ scenario }) => scenario)
  const name = runName(day, commit, asked)
  await mkdir(RESULTS_FOLDER, { recursive: true })
  const chart = svgChart(
    chartPanels(summarize(results)),
    `${day}, ${machine}, ${commit}: ${command}`,
  )
  await writeFile(join(RESULTS_FOLDER, `${name}.svg`), chart)
  const path = join(RESULTS_FOLDER, `${name}.md`)
  const [heading = '', ...rest] = markdownReport(
    reportContent(environment, results),
    `Benchmark of ${day}`,
  ).split('\n\n')
  const picture = `![Medians of all scenarios](${name}.svg)`
  await writeFile(path, withoutFolder([heading, picture, ...rest].join('\n\n'), ROOT))
  return path
}
