import { describe, expect, it } from 'vitest'
import { topicNameProblem } from './topic-name.ts'

describe('topicNameProblem', () => {
  it.each([
    'orders',
    'a',
    'A.b_c-9',
    '...',
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(249),
  ])('finds none in %s (S57)', (name) => {
    expect(topicNameProblem(name)).toBeNull()
  })

  it.each([
    ['', 'it is empty'],
    ['.', 'Kafka reserves "." and ".."'],
    ['..', 'Kafka reserves "." and ".."'],
    ['x'.repeat(250), 'it has 250 characters, of at most 249'],
    ['a/b', 'character 2 is none of a-z A-Z 0-9 . _ -'],
    [' orders', 'character 1 is none of a-z A-Z 0-9 . _ -'],
    ['orders\n', 'character 7 is none of a-z A-Z 0-9 . _ -'],
    ['ordérs', 'character 4 is none of a-z A-Z 0-9 . _ -'],
    [undefined, 'it is not text'],
    [null, 'it is not text'],
    [7, 'it is not text'],
    [['orders'], 'it is not text'],
  ])('gives the reason for %j (S57)', (name, problem) => {
    expect(topicNameProblem(name)).toBe(problem)
  })
})
