import { describe, expect, it } from 'vitest'
import { requireTopicName } from './topic-name.ts'

describe('requireTopicName', () => {
  it.each(['a', 'A-z_0.9', 'x'.repeat(249), '...'])('takes %j', (name) => {
    expect(() => requireTopicName(name)).not.toThrow()
  })

  it.each(['', '.', '..', 'x'.repeat(250), 'a b', 'ü', 'a/b'])('refuses %j', (name) => {
    expect(() => requireTopicName(name)).toThrow(
      expect.objectContaining({ error: 'INVALID_TOPIC_EXCEPTION' }),
    )
  })
})
