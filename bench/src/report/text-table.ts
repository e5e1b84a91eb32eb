/** Lays out rows in columns: the first column to the left, figures to the right. The first row is the heading. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const columnCount = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columnCount }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  const [heading = [], ...others] = rows
  const rule = widths.map((width) => '-'.repeat(width))
  return [heading, rule, ...others].map((row) => textLine(row, widths)).join('\n')
}

function textLine(row: readonly string[], widths: readonly number[]): string {
  const cells = widths.map((width, column) => {
    const cell = row[column] ?? ''
    return column === 0 ? cell.padEnd(width) : cell.padStart(width)
  })
  return cells.join('  ').trimEnd()
}
