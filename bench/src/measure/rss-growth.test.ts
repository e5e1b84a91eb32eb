import { describe, expect, it } from 'vitest'
import { rssGrowthPercent } from './rss-growth.ts'

describe('rssGrowthPercent', () => {
  it.each([
    { title: 'nothing of the warm-up', series: [10, 20, 100, 100, 50, 60, 100, 100], percent: 0 },
    {
      title: 'what the last quarter has more',
      series: [1, 1, 80, 120, 9, 9, 140, 160],
      percent: 50,
    },
    { title: 'what it has less, below 0', series: [1, 200, 1, 100], percent: -50 },
    { title: 'nothing of a run too short to tell', series: [1, 2, 3], percent: 0 },
  ])('counts $title', ({ series, percent }) => {
    expect(rssGrowthPercent(series)).toBe(percent)
  })
})
