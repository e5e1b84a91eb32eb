import { expect, it } from 'vitest'
import { systemRandom } from './system-random.ts'

it('systemRandom gives different numbers from 0 up to 1', () => {
  const numbers = Array.from({ length: 100 }, () => systemRandom.next())

  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true)
  expect(new Set(numbers).size).toBeGreaterThan(90)
})
