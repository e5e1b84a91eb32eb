import type { ChartBar, ChartPanel } from './chart-panels.ts'

const WIDTH = 860
const LABEL_WIDTH = 200
const TEXT_WIDTH = 100
const BAR_SPACE = WIDTH - LABEL_WIDTH - TEXT_WIDTH
const ROW_HEIGHT = 20
const BAR_HEIGHT = 12
const TITLE_HEIGHT = 34
const MARGIN = 12

/**
 * Bars of medians, a panel for each scenario, each to its own scale; a thin line from the smallest to the largest of the
 * rounds. Drawn so that it can be read on light and on dark ground.
 */
export function svgChart(panels: readonly ChartPanel[], caption: string): string {
  const parts: string[] = []
  let top = MARGIN
  for (const panel of panels) {
    parts.push(panelSvg(panel, top))
    top += TITLE_HEIGHT + panel.bars.length * ROW_HEIGHT
  }
  const height = top + ROW_HEIGHT + MARGIN
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">
<style>text{fill:#24292f}.title{font-weight:600}.bar{fill:#8c959f}.ours{fill:#0969da}.spread{stroke:#24292f;stroke-width:1}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.spread{stroke:#e6edf3}}</style>
${parts.join('\n')}
<text x="${MARGIN}" y="${top + ROW_HEIGHT}">${escaped(caption)}</text>
</svg>
`
}

function panelSvg({ title, bars }: ChartPanel, top: number): string {
  const largest = Math.max(...bars.map(({ max }) => max)) || 1
  const heading = `<text class="title" x="${MARGIN}" y="${top + 22}">${escaped(title)}</text>`
  const rows = bars.map((bar, index) =>
    barSvg(bar, top + TITLE_HEIGHT + index * ROW_HEIGHT, BAR_SPACE / largest),
  )
  return [heading, ...rows].join('\n')
}

function barSvg({ label, text, median, min, max }: ChartBar, top: number, scale: number): string {
  const middle = top + BAR_HEIGHT / 2
  const at = (value: number) => (LABEL_WIDTH + value * scale).toFixed(1)
  const kind = label.startsWith('headwater') ? 'bar ours' : 'bar'
  return [
    `<text x="${LABEL_WIDTH - 8}" y="${top + 10}" text-anchor="end">${escaped(label)}</text>`,
    `<rect class="${kind}" x="${LABEL_WIDTH}" y="${top}" width="${(median * scale).toFixed(1)}" height="${BAR_HEIGHT}"/>`,
    `<line class="spread" x1="${at(min)}" x2="${at(max)}" y1="${middle}" y2="${middle}"/>`,
    `<text x="${at(max)}" dx="6" y="${top + 10}">${escaped(text)}</text>`,
  ].join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
