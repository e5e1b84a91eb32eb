import { describe, expect, it } from 'vitest'
import { describeIssues } from './describe-issues.ts'

describe('describeIssues', () => {
  it('gives each reason with the path to its place', () => {
    expect(
      describeIssues([
        { message: 'expected a list' },
        { message: 'expected number', path: ['items', 0, 'total'] },
        { message: 'required', path: [{ key: 'customer' }, { key: 'id' }] },
        { message: 'unknown', path: [Symbol('tag')] },
        { message: 'too short', path: [1] },
      ]),
    ).toBe(
      'expected a list; items[0].total: expected number; customer.id: required; Symbol(tag): unknown; [1]: too short',
    )
  })

  it('stops after five and counts the rest', () => {
    const issues = Array.from({ length: 1_000_000 }, () => ({ message: 'no', path: ['a'] }))

    expect(describeIssues(issues)).toBe('a: no; a: no; a: no; a: no; a: no; and 999995 more')
  })

  it('bounds each path and message, and keeps them on one line', () => {
    const text = describeIssues([
      { message: `${'m'.repeat(10_000)}`, path: Array.from({ length: 10_000 }, () => 'deep') },
      { message: 'line\nbreak', path: ['k\u001b[31m'] },
    ])

    expect(text.length).toBeLessThan(400)
    expect(text).toMatch(/; k\\u001b\[31m: line\\u000abreak$/)
  })
})
