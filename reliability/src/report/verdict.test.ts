import { describe, expect, it } from 'vitest'
import { atMost, never, told } from './figure.ts'
import { printCheck } from './print-check.ts'
import { allHold, verdict } from './verdict.ts'

const GOOD = {
  name: 'good',
  figures: [told('offered', 12), atMost('memory', 12.3, 20, ' MiB')],
  failure: null,
}
const BAD = { name: 'bad', figures: [never('lost', 2), never('doubled', 0)], failure: null }
const BROKEN = { name: 'broken', figures: [], failure: 'no java on the PATH' }

describe('the verdict', () => {
  it('counts the bars that hold', () => {
    expect(allHold([GOOD])).toBe(true)
    expect(verdict([GOOD])).toBe('All bars hold, 1 of them: good')
  })

  it('names each number that does not hold, beside its bar', () => {
    expect(allHold([GOOD, BAD])).toBe(false)
    expect(verdict([GOOD, BAD])).toBe(
      '1 of 3 bars do not hold, 0 of 2 checks could not measure\n  bad: lost 2, none',
    )
  })

  it('does not take a check that could not measure for one that holds', () => {
    expect(allHold([GOOD, BROKEN])).toBe(false)
    expect(verdict([GOOD, BROKEN])).toBe(
      '0 of 1 bars do not hold, 1 of 2 checks could not measure\n  broken could not measure: no java on the PATH',
    )
  })
})

describe('a printed check', () => {
  it('says of each number with a bar whether it holds, and of others only the number', () => {
    const lines = printCheck('bad', 'What may not happen', [told('sent', 5), ...BAD.figures])

    expect(lines.split('\n').map((line) => line.split(/\s{2,}/).filter(Boolean))).toEqual([
      ['bad: What may not happen'],
      ['sent', '5'],
      ['lost', '2', 'none', 'DOES NOT HOLD'],
      ['doubled', '0', 'none', 'holds'],
      [],
    ])
  })
})
