import { describe, expect, it } from 'vitest'
import { nearestName } from './nearest-name.ts'

const NAMES = ['lingerMs', 'batchSizeBytes', 'connectTimeoutMs', 'acks', 'ssl']

describe('nearestName', () => {
  it.each([
    ['lingerMs', 'lingerMs'],
    ['linger', 'lingerMs'],
    ['linger_ms', 'lingerMs'],
    ['LINGERMS', 'lingerMs'],
    ['linegrMs', 'lingerMs'],
    ['batchSize', 'batchSizeBytes'],
    ['connectionTimeout', 'connectTimeoutMs'],
    ['ack', 'acks'],
  ])('knows what was meant by %s', (name, meant) => {
    expect(nearestName(name, NAMES)).toBe(meant)
  })

  it.each([['compression'], [''], ['__proto__'], ['retries']])('guesses nothing for %j', (name) => {
    expect(nearestName(name, NAMES)).toBeNull()
  })

  it('does not compare a name of any length', () => {
    expect(nearestName(`lingerMs${' '.repeat(100_000)}`, NAMES)).toBeNull()
  })
})
