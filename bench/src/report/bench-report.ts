import { type ReportContent, type ReportTable } from './report-content.ts'
import { textTable } from './text-table.ts'

const FACT_WIDTH = 8

/** The report for a terminal: where it was measured, one table per scenario, what failed, the targets. */
export function benchReport({ facts, tables, courses, failures, targets }: ReportContent): string {
  const sections = [
    facts.map(([name, value]) => `${name.padEnd(FACT_WIDTH)} ${value}`).join('\n'),
    ...tables.map(tableText),
    ...courses,
    ...failures,
    ...(targets === null ? [] : [tableText(targets)]),
  ]
  return `${sections.join('\n\n')}\n`
}

function tableText({ title, rows }: ReportTable): string {
  return `${title}\n\n${textTable(rows)}`
}
