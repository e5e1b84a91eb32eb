import { Logger, type LoggerService } from '@nestjs/common'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nestLogger } from './nest-logger.ts'

const lines: unknown[][] = []

beforeEach(() => {
  lines.splice(0)
  const record = (level: string) => vi.fn((...line: unknown[]) => lines.push([level, ...line]))
  const sink: LoggerService = {
    debug: record('debug'),
    log: record('log'),
    warn: record('warn'),
    error: record('error'),
  }
  Logger.overrideLogger(sink)
})

afterEach(() => {
  Logger.overrideLogger(true)
})

describe('nestLogger', () => {
  it.each([
    ['debug', 'debug'],
    ['info', 'log'],
    ['warn', 'warn'],
    ['error', 'error'],
  ] as const)(
    'writes %s as Nest %s, the sentence first and the fields second',
    (level, nestLevel) => {
      nestLogger()[level]('Broker 1 is gone', { broker: 1 })

      expect(lines).toEqual([[nestLevel, 'Broker 1 is gone', { broker: 1 }, 'KafkaProducer']])
    },
  )

  it('leaves out empty fields', () => {
    nestLogger().info('Connected', {})

    expect(lines).toEqual([['log', 'Connected', 'KafkaProducer']])
  })

  it('writes an error among the fields with its stack', () => {
    const cause = new Error('reset')

    nestLogger().warn('Broker 1 is gone', { cause })

    expect(lines).toEqual([['warn', 'Broker 1 is gone', { cause: cause.stack }, 'KafkaProducer']])
  })
})
