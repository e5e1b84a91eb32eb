import { describe, expect, it } from 'vitest'
import { textTable } from './text-table.ts'

describe('textTable', () => {
  it('puts names to the left, figures to the right and a rule below the heading', () => {
    const rows = [
      ['client', 'records/s'],
      ['kafkajs', '9'],
      ['x', '1,000,000'],
    ]

    expect(textTable(rows).split('\n')).toEqual([
      'client   records/s',
      '-------  ---------',
      'kafkajs          9',
      'x        1,000,000',
    ])
  })
})
