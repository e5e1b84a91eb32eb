import { afterEach, describe, expect, it, vi } from 'vitest'
import { consoleLogger } from './console-logger.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('consoleLogger', () => {
  it('writes warnings and errors as one line each', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)

    consoleLogger.warn('Broker is away', { nodeId: 1 })
    consoleLogger.error('Producer is fenced', {})

    expect(warn.mock.calls).toEqual([['headwater WARN Broker is away nodeId=1']])
    expect(error.mock.calls).toEqual([['headwater ERROR Producer is fenced']])
  })

  it('drops debug and info events', () => {
    const spies = (['debug', 'info', 'log', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(() => undefined),
    )

    consoleLogger.debug('Batch is retried', {})
    consoleLogger.info('Connected', {})

    for (const spy of spies) expect(spy).not.toHaveBeenCalled()
  })
})
