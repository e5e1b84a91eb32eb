import { describe, expect, it } from 'vitest'
import { formatLogLine } from './format-log-line.ts'

describe('formatLogLine', () => {
  it('puts the sentence first and the facts behind it', () => {
    const line = formatLogLine('WARN', 'Broker is away', {
      host: 'kafka-1',
      port: 9092,
      since: null,
    })

    expect(line).toBe('headwater WARN Broker is away host=kafka-1 port=9092 since=null')
  })

  it('keeps hostile text on one line and free of escape sequences (S83)', () => {
    const line = formatLogLine('ERROR', 'Topic \r\nheadwater INFO all is well', {
      topic: '\u001b[2Jx\u2028y',
      'na\nme': 1,
      nested: { text: 'a\nb' },
    })

    expect(line).toBe(
      'headwater ERROR Topic \\u000d\\u000aheadwater INFO all is well topic=\\u001b[2Jx\\u2028y ' +
        "na\\u000ame=1 nested={ text: 'a\\nb' }",
    )
  })

  it('shows an error by its message and causes, without stack or properties', () => {
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:9092')
    const error = Object.assign(new TypeError('dial failed', { cause }), { password: 'hunter2' })

    expect(formatLogLine('WARN', 'Away', { error })).toBe(
      'headwater WARN Away error=TypeError: dial failed (caused by Error: connect ECONNREFUSED 127.0.0.1:9092)',
    )
  })

  it('follows a circle of causes only so far', () => {
    const error = new Error('round')
    error.cause = error

    expect(formatLogLine('WARN', 'Away', { error })).toBe(
      'headwater WARN Away error=Error: round (caused by Error: round) (caused by Error: round) (caused by Error: round)',
    )
  })

  it('bounds the line, whatever it is given', () => {
    const fields = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, i) => [`${'f'.repeat(1_000)}${i}`, 'v'.repeat(100_000)]),
    )

    expect(formatLogLine('WARN', 'm'.repeat(100_000), fields).length).toBeLessThan(15_000)
  })

  it('tells the event even when a value cannot be shown (S60)', () => {
    const error = Object.defineProperty(new Error('away'), 'message', {
      get() {
        throw new Error('no')
      },
    })

    expect(formatLogLine('WARN', 'onError threw', { error, topic: 'orders' })).toBe(
      'headwater WARN onError threw error=(unprintable) topic=orders',
    )
  })

  it('runs no code of the values that it shows', () => {
    const called: string[] = []
    const value = {
      get getter() {
        called.push('getter')
        return 1
      },
      [Symbol.for('nodejs.util.inspect.custom')]() {
        called.push('custom')
        return 'custom'
      },
      toString() {
        called.push('toString')
        return 'text'
      },
    }

    formatLogLine('WARN', 'Away', { value })

    expect(called).toEqual([])
  })
})
