import { describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.ts'

const CHECKS = ['one', 'two', 'three']

describe('parseArguments', () => {
  it('runs everything for a minute unless told otherwise', () => {
    expect(parseArguments([], CHECKS)).toEqual({
      checks: CHECKS,
      seconds: 60,
      ratePerSecond: 2_000,
      wantsHelp: false,
    })
  })

  it('keeps the order of the checks, however they are named', () => {
    const args = ['--only', 'three', '--only', 'one', '--seconds', '5', '--rate', '10']

    expect(parseArguments(args, CHECKS)).toMatchObject({
      checks: ['one', 'three'],
      seconds: 5,
      ratePerSecond: 10,
    })
  })

  it.each([
    [['--only', 'four'], 'one of one, two, three, not "four"'],
    [['--seconds', '0'], '--seconds is a whole number from 1'],
    [['--seconds', '1e9'], '--seconds is a whole number from 1'],
    [['--rate', 'fast'], '--rate is a whole number from 1'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(args, CHECKS)).toThrow(message)
  })
})
