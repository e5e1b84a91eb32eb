import { describe, expect, it } from 'vitest'
import { HELP, parseArguments } from './parse-arguments.ts'

describe('parseArguments', () => {
  it('starts one broker on port 9092 when nothing is said', () => {
    expect(parseArguments([])).toEqual({ port: 9092, autoCreateTopics: true })
  })

  it('takes every option', () => {
    const args =
      '--port 0 --brokers 3 --partitions 6 --replication-factor 2 --retention-bytes 5 --no-auto-create'

    expect(parseArguments(args.split(' '))).toEqual({
      port: 0,
      brokers: 3,
      defaultPartitions: 6,
      defaultReplicationFactor: 2,
      retentionBytes: 5,
      autoCreateTopics: false,
    })
  })

  it('asks for help, which names every option', () => {
    expect(parseArguments(['--help'])).toBe('help')
    for (const option of [
      'port',
      'brokers',
      'partitions',
      'replication-factor',
      'retention-bytes',
    ]) {
      expect(HELP).toContain(`--${option} <n>`)
    }
  })

  it.each([
    [['--prot', '1'], "Unknown option '--prot'"],
    [['--port', 'x'], '--port wants a whole number, not "x"'],
    [['--brokers', '-1'], 'argument'],
    [['extra'], 'Unexpected argument'],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message)
  })
})
