import type { ReportContent, ReportTable } from './report-content.ts'

/** The report for a file that is kept: the same tables, as Markdown. */
export function markdownReport(
  { facts, tables, courses, failures, targets }: ReportContent,
  title: string,
): string {
  const sections = [
    `# ${title}`,
    facts.map(([name, value]) => `- **${name}**: ${inline(value)}`).join('\n'),
    ...tables.map(tableMarkdown),
    ...courses,
    ...failures.map((failure) => `    ${failure.split('\n').join('\n    ')}`),
    ...(targets === null ? [] : [tableMarkdown(targets)]),
  ]
  return `${sections.join('\n\n')}\n`
}

function tableMarkdown({ title, rows: [heading = [], ...rows] }: ReportTable): string {
  const rule = heading.map((_, column) => (column === 0 ? '---' : '--:'))
  const lines = [heading, rule, ...rows].map((row) => {
    // A row that says why it is empty has fewer cells.
    const cells = heading.map((_, column) => inline(row[column] ?? ''))
    return `| ${cells.join(' | ')} |`
  })
  return `## ${inline(title)}\n\n${lines.join('\n')}`
}

function inline(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
