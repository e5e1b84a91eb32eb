import { describe, expect, it } from 'vitest'
import { entriesOf, TopicConfig } from './topic-config.ts'
import { TOPIC_CONFIG_KEYS } from './topic-config-keys.ts'

function config(entries: Record<string, string>): TopicConfig {
  return new TopicConfig(new Map(Object.entries(entries)))
}

describe('TopicConfig', () => {
  it('has a default for every key, which it takes itself', () => {
    const defaults = TOPIC_CONFIG_KEYS.map(({ name, defaultValue }) => [name, defaultValue])

    expect(() => config(Object.fromEntries(defaults))).not.toThrow()
  })

  it('puts what was set over the defaults', () => {
    const topic = config({ 'max.message.bytes': '100', 'min.insync.replicas': '2' })

    expect(topic.batchRules).toMatchObject({ maxMessageBytes: 100, timestampType: 'CreateTime' })
    expect(topic.minInsyncReplicas).toBe(2)
    expect(topic.value('retention.ms')).toBe('604800000')
  })

  it.each([
    ['no.such.key', '1'],
    ['max.message.bytes', 'many'],
    ['max.message.bytes', '-1'],
    ['max.message.bytes', '2147483648'],
    ['retention.ms', '-2'],
    ['retention.ms', '1.5'],
    ['min.insync.replicas', '0'],
    ['cleanup.policy', 'delete,shred'],
    ['message.timestamp.type', 'createtime'],
    ['preallocate', 'yes'],
    ['min.cleanable.dirty.ratio', 'half'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => config({ [name]: value })).toThrow(
      expect.objectContaining({ error: 'INVALID_CONFIG' }),
    )
  })

  it('takes several entries of a list', () => {
    expect(config({ 'cleanup.policy': 'compact, delete' }).batchRules.compacted).toBe(true)
    expect(entriesOf('')).toEqual([])
  })
})
