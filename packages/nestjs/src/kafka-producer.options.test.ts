import { createProducer } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { resolveModuleOptions } from './kafka-producer.options.ts'

const BROKERS = { brokers: ['127.0.0.1:9092'] }

describe('resolveModuleOptions', () => {
  it('applies the documented defaults', () => {
    expect(resolveModuleOptions('default', BROKERS)).toMatchObject({
      connect: 'wait',
      startTimeoutMs: 10_000,
      shutdownTimeoutMs: 10_000,
      closeOnShutdown: true,
    })
  })

  it('leaves a producer open that somebody else made, unless told to close it', () => {
    const producer = createProducer(BROKERS)

    const resolved = resolveModuleOptions('default', { producer })

    expect(resolved.closeOnShutdown).toBe(false)
    expect(resolved.makeProducer()).toBe(producer)
    expect(resolveModuleOptions('x', { producer, closeOnShutdown: true }).closeOnShutdown).toBe(
      true,
    )
  })

  it.each([
    [
      { startTimeoutMs: 0 },
      'startTimeoutMs must be a whole number of milliseconds from 1 to 2147483647, not 0',
    ],
    [{ startTimeoutMs: 2 ** 31 }, 'startTimeoutMs'],
    [{ shutdownTimeoutMs: -1 }, 'shutdownTimeoutMs'],
    [{ shutdownTimeoutMs: 1.5 }, 'shutdownTimeoutMs'],
    [{ shutdownTimeoutMs: Number.NaN }, 'shutdownTimeoutMs'],
    [
      { connect: 'lazily' as 'wait' },
      'connect must be one of wait, background, manual, not lazily',
    ],
  ])('refuses %o', (option, words) => {
    expect(() => resolveModuleOptions('default', { ...BROKERS, ...option })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining(words) }),
    )
  })

  it('leaves the options of the producer to core, which refuses an unknown one', () => {
    const misspelt = { ...BROKERS, lingerms: 5 }

    expect(() => resolveModuleOptions('default', misspelt).makeProducer()).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })
})
