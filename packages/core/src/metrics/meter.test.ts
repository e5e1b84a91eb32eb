import { describe, expect, it } from 'vitest'
import { Meter } from './meter.ts'

describe('Meter', () => {
  it('adds up everything since the start', () => {
    const meter = new Meter()

    meter.add(5, 0)
    meter.addMany(30, 10, 7, 500_000)

    expect([meter.total, meter.totalCount]).toEqual([35, 11])
  })

  it('takes one window in silence to have passed before the first, as Java does', () => {
    const meter = new Meter()
    for (let second = 0; second < 10; second++) meter.add(100, second * 1_000)

    expect(meter.sumPerSecond(10_000)).toBe(1_000 / 40)
    expect(meter.countPerSecond(10_000)).toBe(10 / 40)
  })

  it('gives the rate of a steady flow once a window has passed', () => {
    const meter = new Meter()
    for (let second = 0; second < 600; second++) meter.add(100, second * 1_000)

    for (const atMs of [45_000, 200_000, 599_000].map(() => 600_000)) {
      expect(meter.sumPerSecond(atMs)).toBe(100)
    }
  })

  it('forgets a window that began a minute ago', () => {
    const meter = new Meter()
    meter.add(90, 0)
    meter.add(10, 30_000)

    expect([meter.average(59_999), meter.maximum(59_999)]).toEqual([50, 90])
    expect([meter.average(60_000), meter.maximum(60_000)]).toEqual([10, 10])
    expect(meter.sumPerSecond(60_000)).toBe(10 / 30)
  })

  it('is silent after a minute without values', () => {
    const meter = new Meter()
    meter.add(90, 0)

    expect([meter.average(60_000), meter.maximum(60_000)]).toEqual([Number.NaN, Number.NaN])
    expect([meter.sumPerSecond(60_000), meter.countPerSecond(60_000)]).toEqual([0, 0])
    expect(meter.total).toBe(90)
  })

  it('says that the average of nothing is no number, and its rate 0', () => {
    const meter = new Meter()

    expect([meter.average(0), meter.maximum(0)]).toEqual([Number.NaN, Number.NaN])
    expect([meter.sumPerSecond(0), meter.countPerSecond(0)]).toEqual([0, 0])
  })

  it('weighs an average by the values, not by the calls', () => {
    const meter = new Meter()
    meter.addMany(1_000, 10, 300, 0)
    meter.add(1_200, 0)

    expect([meter.average(1), meter.maximum(1)]).toEqual([200, 1_200])
  })

  it('knows the largest of negative values', () => {
    const meter = new Meter()
    meter.add(-5, 0)

    expect(meter.maximum(0)).toBe(-5)
  })
})
