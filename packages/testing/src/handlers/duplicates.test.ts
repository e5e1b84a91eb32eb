import { describe, expect, it } from 'vitest'
import { firstOfEach, repeatedIn } from './duplicates.ts'

describe('repeatedIn', () => {
  it('knows what stands more than once', () => {
    expect(['a', 'b', 'c'].filter(repeatedIn(['a', 'b', 'a', 'c', 'c', 'c']))).toEqual(['a', 'c'])
  })
})

describe('firstOfEach', () => {
  it('keeps the first of each key, in order', () => {
    const entries = ['a1', 'b1', 'a2', 'c1', 'b2']

    expect(firstOfEach(entries, (entry) => entry.slice(0, 1))).toEqual(['a1', 'b1', 'c1'])
  })
})
