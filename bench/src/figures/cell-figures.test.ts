import { describe, expect, it } from 'vitest'
import { type CellFigures, parseCellFigures } from './cell-figures.ts'

const FIGURES: CellFigures = {
  clientVersion: '1.2.3',
  runtime: 'Java 17',
  acknowledged: 12,
  values: { recordsPerSecond: 2, p50Ms: 0.1 },
}

describe('parseCellFigures', () => {
  it('reads the last line and passes over what libraries have printed before', () => {
    expect(parseCellFigures(`hello\n${JSON.stringify(FIGURES)}\n`)).toEqual(FIGURES)
  })

  it('reads a series of numbers where there is one', () => {
    const figures = { ...FIGURES, rssSeriesMebibytes: [1, 2.5] }

    expect(parseCellFigures(JSON.stringify(figures))).toEqual(figures)
    expect(() =>
      parseCellFigures(JSON.stringify({ ...FIGURES, rssSeriesMebibytes: ['1'] })),
    ).toThrow('no numbers rssSeriesMebibytes: 1')
  })

  it.each([
    { title: 'nothing', output: '', message: 'no figures: (nothing)' },
    { title: 'text', output: 'Killed', message: 'no figures: Killed' },
    { title: 'a bare number', output: '7', message: 'no figures: 7' },
    { title: 'no values', output: '{"runtime":"x"}', message: 'no figures: {"runtime":"x"}' },
    {
      title: 'a value that is no number',
      output: JSON.stringify({ ...FIGURES, values: { p99Ms: null } }),
      message: 'no number p99Ms: null',
    },
    {
      title: 'a value of no known name',
      output: JSON.stringify({ ...FIGURES, values: { speed: 1 } }),
      message: 'There is no figure speed',
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
