import { describe, expect, it } from 'vitest'
import { SCENARIOS } from '../scenarios/scenarios.ts'
import { parseCompareArguments } from './compare-arguments.ts'

describe('the command line of a comparison', () => {
  it('names folders, and has defaults for the rest', () => {
    expect(parseCompareArguments(['/one', '/two'])).toEqual({
      scenario: SCENARIOS.a,
      checkouts: ['/one', '/two'],
      spans: 20,
      spanMs: 400,
    })
  })

  it('chooses scenario and spans', () => {
    const args = ['--only', 'g-20k', '--spans', '3', '--span-ms', '800', '/one']

    expect(parseCompareArguments(args)).toEqual({
      scenario: SCENARIOS['g-20k'],
      checkouts: ['/one'],
      spans: 3,
      spanMs: 800,
    })
  })

  it.each([
    [[], 'A comparison needs the folder of a checkout'],
    [['--only', 'c', '/one'], '--only is one scenario, not "c"'],
    [['--only', 'h-full', '/one'], '--only is a scenario that sends on and on, not "h-full"'],
    [['--spans', '0', '/one'], '--spans is a whole number from 1 to 1000, not "0"'],
    [['--span-ms', 'x', '/one'], '--span-ms is a whole number from 50 to 60000, not "x"'],
  ])('refuses %j', (args, message) => {
    expect(() => parseCompareArguments(args)).toThrow(message)
  })
})
