import { describe, expect, it } from 'vitest'
import { guardedLogger } from './guarded-logger.ts'
import type { Logger } from './logger.ts'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

describe('guardedLogger', () => {
  it('passes each event on to the same level', () => {
    const events: unknown[] = []
    const record = (level: string) => (message: string, fields: object) => {
      events.push([level, message, fields])
    }
    const logger = guardedLogger({
      debug: record('debug'),
      info: record('info'),
      warn: record('warn'),
      error: record('error'),
    })

    for (const level of LEVELS) logger[level](`a ${level}`, { level })

    expect(events).toEqual(LEVELS.map((level) => [level, `a ${level}`, { level }]))
  })

  it('keeps the logger as the receiver of its methods', () => {
    class CountingLogger implements Logger {
      count = 0
      debug(): void {}
      info(): void {}
      error(): void {}
      warn(): void {
        this.count += 1
      }
    }
    const counting = new CountingLogger()

    guardedLogger(counting).warn('Away', {})

    expect(counting.count).toBe(1)
  })

  it('does not tell a logger of what it does itself while it is told', () => {
    const events: string[] = []
    const logger: Logger = guardedLogger({
      debug: (message) => void events.push(message),
      info: (message) => void events.push(message),
      error: (message) => void events.push(message),
      warn: (message) => {
        events.push(message)
        logger.warn(`${message} again`, {})
        logger.debug(`${message} again`, {})
      },
    })

    logger.warn('Away', {})
    logger.info('Back', {})

    expect(events).toEqual(['Away', 'Back'])
  })

  it('drops what a logger throws (S60)', () => {
    const broken = () => {
      throw new Error('disk full')
    }
    const logger = guardedLogger({ debug: broken, info: broken, warn: broken, error: broken })

    for (const level of LEVELS) expect(() => logger[level]('Away', {})).not.toThrow()
  })

  it('handles what an asynchronous logger rejects with (S60)', async () => {
    const rejections: unknown[] = []
    const onRejection = (reason: unknown): void => {
      rejections.push(reason)
    }
    process.on('unhandledRejection', onRejection)
    const broken = () => Promise.reject(new Error('disk full'))

    guardedLogger({ debug: broken, info: broken, warn: broken, error: broken }).warn('Away', {})
    // Node reports unhandled rejections before it goes on to the next turn.
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', onRejection)

    expect(rejections).toEqual([])
  })
})
