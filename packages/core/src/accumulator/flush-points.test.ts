import { describe, expect, it } from 'vitest'
import type { FlushPoint } from './flush-point.ts'
import { FlushPoints } from './flush-points.ts'

describe('FlushPoints', () => {
  it('lets a flush wait for nothing where nothing is unsettled', () => {
    const points = new FlushPoints()
    const begun = points.current
    begun.enter()
    begun.leave()

    expect([points.isQuiet, points.end()]).toEqual([true, null])
  })

  it('passes with the last of what began before, also when what came later settled first', () => {
    const points = new FlushPoints()
    const passed: string[] = []
    const early = points.current
    early.enter()
    points.end()?.listen(() => passed.push('early'))
    const late = points.current
    late.enter()
    points.end()?.listen(() => passed.push('late'))

    late.leave()
    expect(passed).toEqual([])
    early.leave()

    expect(passed).toEqual(['early', 'late'])
    expect(points.end()).toBe(null)
  })

  it('does not wait for what began later', () => {
    const points = new FlushPoints()
    const passed: string[] = []
    const early = points.current
    early.enter()
    points.end()?.listen(() => passed.push('early'))
    points.current.enter()

    early.leave()

    expect(passed).toEqual(['early'])
  })

  it('gives flushes between which nothing began the same to wait for', () => {
    const points = new FlushPoints()
    points.current.enter()

    const first = points.end()

    expect(points.end()).toBe(first)
    expect(first?.left).toBe(1)
  })

  it('counts what a flush waits for, with all that began before', () => {
    const points = new FlushPoints()
    for (const count of [1, 2, 3]) {
      for (let each = 0; each < count; each++) points.current.enter()
      points.end()
    }
    const last = points.end()
    points.current.enter()

    expect(last === null ? 0 : points.unsettledUpTo(last)).toBe(6)
  })

  it('keeps none that is empty while an older one lasts, unless somebody waits for it', () => {
    const points = new FlushPoints()
    const passed: string[] = []
    const stuck = points.current
    stuck.enter()
    points.end()
    const heard: (FlushPoint | null)[] = []
    for (let count = 0; count < 5; count++) {
      const point = points.current
      point.enter()
      const ended = points.end()
      const listener = (): void => void passed.push(String(count))
      ended?.listen(listener)
      if (count !== 3) ended?.ignore(listener)
      point.leave()
      heard.push(point)
    }

    expect(linksFrom(stuck)).toEqual([stuck, heard[3], points.current])
    expect(points.end()).toBe(heard[3])
    stuck.leave()

    expect(passed).toEqual(['3'])
    expect(points.end()).toBe(null)
  })
})

function linksFrom(first: FlushPoint): FlushPoint[] {
  const links: FlushPoint[] = []
  for (let point: FlushPoint | null = first; point !== null; point = point.next) links.push(point)
  return links
}
