import { describe, expect, it } from 'vitest'
import { validTraceParent } from './trace-parent.ts'

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT_ID = '00f067aa0ba902b7'

describe('validTraceParent', () => {
  it('keeps a valid header as it is', () => {
    const header = `00-${TRACE_ID}-${PARENT_ID}-01`

    expect(validTraceParent(header)).toBe(header)
  })

  it.each([
    ['no header', undefined],
    ['an empty one', ''],
    ['the forbidden version', `ff-${TRACE_ID}-${PARENT_ID}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${PARENT_ID}-01`],
    ['a parent id of zeros', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${TRACE_ID.toUpperCase()}-${PARENT_ID}-01`],
    ['too short', `00-${TRACE_ID}-${PARENT_ID}`],
    ['more after it', `00-${TRACE_ID}-${PARENT_ID}-01-x`],
    [
      'two headers joined by Node',
      `00-${TRACE_ID}-${PARENT_ID}-01, 00-${TRACE_ID}-${PARENT_ID}-01`,
    ],
    ['a line break at the end', `00-${TRACE_ID}-${PARENT_ID}-01\n`],
  ])('passes over %s', (_, header) => {
    expect(validTraceParent(header)).toBeUndefined()
  })
})
