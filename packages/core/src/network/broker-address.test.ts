import { describe, expect, it } from 'vitest'
import { formatBrokerAddress, parseBrokerAddress } from './broker-address.ts'

describe('parseBrokerAddress', () => {
  it.each([
    ['localhost:9092', 'localhost', 9092],
    ['kafka', 'kafka', 9092],
    ['broker-1.internal.example:19092', 'broker-1.internal.example', 19092],
    ['with_underscore:1', 'with_underscore', 1],
    ['trailing.dot.:9092', 'trailing.dot.', 9092],
    ['10.0.0.7:65535', '10.0.0.7', 65535],
    ['[::1]:9093', '::1', 9093],
    ['[fe80::1%eth0]', 'fe80::1%eth0', 9092],
  ])('reads %s', (text, host, port) => {
    expect(parseBrokerAddress(text)).toEqual({ host, port })
  })

  it.each([
    '',
    ' ',
    ':9092',
    'host:',
    'host:0',
    'host:65536',
    'host:99999999',
    'host:-1',
    'host:9o92',
    'kafka://host:9092',
    'host:9092/path',
    'two words:9092',
    '::1',
    '::1:9092',
    '[::1',
    '[]:9092',
    '[host]:9092',
    '300.1.1.1:9092',
    '1.2.3:9092',
    '-host:9092',
    'a\nb:9092',
    'a'.repeat(256),
  ])('refuses %j', (text) => {
    expect(parseBrokerAddress(text)).toBeNull()
  })
})

describe('formatBrokerAddress', () => {
  it('writes what can be read again', () => {
    expect(formatBrokerAddress({ host: 'a', port: 1 })).toBe('a:1')
    expect(formatBrokerAddress({ host: '::1', port: 9092 })).toBe('[::1]:9092')
    expect(parseBrokerAddress('[::1]:9092')).toEqual({ host: '::1', port: 9092 })
  })
})
