import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DEFAULT_KAFKA_OPTIONS, type KafkaOptions, resolveKafkaOptions } from './kafka-options.ts'

describe('resolveKafkaOptions', () => {
  it('documents the defaults that it applies', () => {
    const source = readFileSync(new URL('kafka-options.ts', import.meta.url), 'utf8')

    for (const [name, value] of Object.entries(DEFAULT_KAFKA_OPTIONS)) {
      expect(source).toMatch(
        new RegExp(`@default ${value}\\s+(\\*/\\s+)?(\\*/ )?readonly ${name}\\?`),
      )
    }
  })

  it.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [5, 3],
  ])('replicates to at most three of %i brokers', (brokers, replicationFactor) => {
    expect(resolveKafkaOptions({ brokers }).defaultReplicationFactor).toBe(replicationFactor)
  })

  it.each([
    { brokers: 0 },
    { brokers: 101 },
    { brokers: 1.5 },
    { port: -1 },
    { port: 65_535, brokers: 2 },
    { defaultPartitions: 0 },
    { defaultReplicationFactor: 2 },
    { retentionBytes: 0 },
  ])('refuses %j, naming the option', (options) => {
    expect(() => resolveKafkaOptions(options)).toThrow(RangeError)
    expect(() => resolveKafkaOptions(options)).toThrow(
      new RegExp(`^${Object.keys(options)[0]} must be`),
    )
  })

  it('takes what is undefined for left out', () => {
    const { brokers, defaultReplicationFactor, clock } = resolveKafkaOptions({
      brokers: undefined,
      clock: undefined,
    } as unknown as KafkaOptions)

    expect([brokers, defaultReplicationFactor]).toEqual([1, 1])
    expect(clock.now()).toBeGreaterThanOrEqual(0)
  })
})
