import { describe, expect, it } from 'vitest'
import { resolveBrokers } from './resolve-brokers.ts'

describe('resolveBrokers', () => {
  it('reads every address', () => {
    expect(resolveBrokers(['kafka-1:9093', '[::1]:9094', 'kafka-3'])).toEqual([
      { host: 'kafka-1', port: 9093 },
      { host: '::1', port: 9094 },
      { host: 'kafka-3', port: 9092 },
    ])
  })

  it.each([
    [undefined, "Option brokers is undefined; it takes a list such as ['localhost:9092']"],
    [
      'localhost:9092',
      `Option brokers is "localhost:9092"; it takes a list such as ['localhost:9092']`,
    ],
    [[], 'Option brokers is an empty list; it takes at least one address'],
    [
      ['kafka-1:9092', 'kafka-2:99999'],
      'Option brokers[1] is "kafka-2:99999"; it takes host:port, [ipv6]:port, or a host alone',
    ],
    [[''], 'Option brokers[0] is ""; it takes host:port, [ipv6]:port, or a host alone'],
    [[9092], 'Option brokers[0] is 9092; it takes host:port, [ipv6]:port, or a host alone'],
    [
      new Array(1),
      'Option brokers[0] is undefined; it takes host:port, [ipv6]:port, or a host alone',
    ],
  ])('refuses %j', (brokers, message) => {
    expect(() => resolveBrokers(brokers)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message }),
    )
  })

  it('shows no password that was put into an address (S83)', () => {
    for (const brokers of [['sasl://user:hunter2@kafka:9092'], 'user:hunter2@kafka:9092']) {
      expect(() => resolveBrokers(brokers)).toThrow(
        expect.objectContaining({
          code: 'INVALID_OPTION',
          message: expect.not.stringContaining('hunter2'),
        }),
      )
    }
  })
})
