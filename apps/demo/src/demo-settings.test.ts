import { describe, expect, it } from 'vitest'
import { readSettings, SettingError } from './demo-settings.ts'

describe('readSettings', () => {
  it('takes port 3000, the one after it and the embedded cluster when nothing is set', () => {
    expect(readSettings({})).toEqual({ expressPort: 3000, nestPort: 3001, brokers: undefined })
    expect(readSettings({ PORT: '', NEST_PORT: ' ', KAFKA_BROKERS: '' })).toEqual(readSettings({}))
  })

  it.each([
    [{ PORT: '8080' }, 8080, 8081],
    [{ PORT: '0' }, 0, 0],
    [{ PORT: '65535' }, 65_535, 0],
    [{ PORT: '0', NEST_PORT: '9000' }, 0, 9000],
    [{ NEST_PORT: '0' }, 3000, 0],
  ])('reads %o as %i and %i', (environment, expressPort, nestPort) => {
    expect(readSettings(environment)).toMatchObject({ expressPort, nestPort })
  })

  it('reads one broker or several', () => {
    expect(readSettings({ KAFKA_BROKERS: 'kafka:9092' }).brokers).toEqual(['kafka:9092'])
    expect(readSettings({ KAFKA_BROKERS: 'a:1, b:2' }).brokers).toEqual(['a:1', 'b:2'])
  })

  it.each([
    [{ PORT: 'http' }, 'PORT must be a port from 0 to 65535, not "http"'],
    [{ PORT: '65536' }, 'PORT'],
    [{ PORT: '-1' }, 'PORT'],
    [{ NEST_PORT: '1.5' }, 'NEST_PORT'],
    [{ KAFKA_BROKERS: 'a:1,' }, 'KAFKA_BROKERS'],
  ])('refuses %o and names the variable', (environment, words) => {
    expect(() => readSettings(environment)).toThrow(SettingError)
    expect(() => readSettings(environment)).toThrow(words)
  })
})
