import { describe, expect, it } from 'vitest'
import { svgChart } from './svg-chart.ts'

const PANELS = [
  {
    title: '(a) many: records/s',
    bars: [
      { label: 'headwater', text: '200', median: 200, min: 100, max: 280 },
      { label: 'kafkajs <slow>', text: '28', median: 28, min: 28, max: 28 },
    ],
  },
  { title: '(j) nothing', bars: [{ label: 'java', text: '0', median: 0, min: 0, max: 0 }] },
]

describe('svgChart', () => {
  const chart = svgChart(PANELS, 'one machine & one run')

  it('draws medians as bars to the scale of the largest round, ours in another colour', () => {
    expect(chart).toContain('<rect class="bar ours" x="200" y="46" width="400.0" height="12"/>')
    expect(chart).toContain('<rect class="bar" x="200" y="66" width="56.0" height="12"/>')
    expect(chart).toContain('<line class="spread" x1="400.0" x2="760.0" y1="52" y2="52"/>')
  })

  it('draws a bar of nothing where nothing was measured', () => {
    expect(chart).toContain('width="0.0"')
    expect(chart).not.toContain('NaN')
  })

  it('lets no text become markup', () => {
    expect(chart).toContain('kafkajs &lt;slow&gt;')
    expect(chart).toContain('one machine &amp; one run')
  })
})
