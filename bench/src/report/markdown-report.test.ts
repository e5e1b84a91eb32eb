import { describe, expect, it } from 'vitest'
import { markdownReport } from './markdown-report.ts'

describe('markdownReport', () => {
  it('writes facts, tables, failures and targets', () => {
    const content = {
      facts: [['machine', 'two | cores']] as const,
      tables: [
        {
          title: '(a) many',
          rows: [
            ['', 'records/s', 'p50 ms'],
            ['headwater', '2', '3'],
            ['confluent', 'not built'],
          ],
        },
      ],
      courses: ['(h) 1 2 3'],
      failures: ['FAILED (a) kafkajs, round 1: gone\nat once'],
      targets: {
        title: 'Targets',
        rows: [
          ['', 'measured'],
          ['(a) records/s', '2'],
        ],
      },
    }

    expect(markdownReport(content, 'A run').split('\n')).toEqual([
      '# A run',
      '',
      '- **machine**: two \\| cores',
      '',
      '## (a) many',
      '',
      '|  | records/s | p50 ms |',
      '| --- | --: | --: |',
      '| headwater | 2 | 3 |',
      '| confluent | not built |  |',
      '',
      '(h) 1 2 3',
      '',
      '    FAILED (a) kafkajs, round 1: gone',
      '    at once',
      '',
      '## Targets',
      '',
      '|  | measured |',
      '| --- | --: |',
      '| (a) records/s | 2 |',
      '',
    ])
  })
})
