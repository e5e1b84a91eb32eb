import { describe, expect, it } from 'vitest'
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
    points.end()?.listeners.add(() => passed.push('early'))
    const late = points.current
    late.enter()
    points.end()?.listeners.add(() => passed.push('late'))

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
    points.end()?.listeners.add(() => passed.push('early'))
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
})
