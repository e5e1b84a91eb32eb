import { describe, expect, it } from 'vitest'
import { type CellFigures, parseCellFigures } from './cell-figures.ts'

const FIGURES: CellFigures = {
  records: 10,
  elapsedMs: 5_000.5,
  cpuUs: 20,
  p50Ms: 0.1,
  p99Ms: 0.2,
  clientVersion: '1.2.3',
  runtime: 'Java 17',
}

describe('parseCellFigures', () => {
  it('reads the last line and passes over what libraries have printed before', () => {
    expect(parseCellFigures(`hello\n${JSON.stringify(FIGURES)}\n`)).toEqual(FIGURES)
  })

  it.each([
    { title: 'nothing', output: '', message: 'no figures: (nothing)' },
    { title: 'text', output: 'Killed', message: 'no figures: Killed' },
    { title: 'a bare number', output: '7', message: 'no figures: 7' },
    {
      title: 'figures without a number',
      output: JSON.stringify({ ...FIGURES, p99Ms: null }),
      message: 'no number p99Ms: null',
    },
    {
      title: 'figures without a text',
      output: JSON.stringify({ ...FIGURES, runtime: 17 }),
      message: 'no text runtime: 17',
    },
  ])('refuses $title', ({ output, message }) => {
    expect(() => parseCellFigures(output)).toThrow(message)
  })
})
