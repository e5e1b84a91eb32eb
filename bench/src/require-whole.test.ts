import { describe, expect, it } from 'vitest'
import { requireWhole } from './require-whole.ts'

describe('requireWhole', () => {
  it.each([
    ['0', 0],
    ['7', 7],
    ['10', 10],
  ])('reads %j', (value, number) => {
    expect(requireWhole(value, '--rounds', 0, 10)).toBe(number)
  })

  it.each(['-1', '11', '1.5', 'x', '', ' '])('refuses %j', (value) => {
    expect(() => requireWhole(value, '--rounds', 0, 10)).toThrow(
      `--rounds is a whole number from 0 to 10, not "${value}"`,
    )
  })
})
